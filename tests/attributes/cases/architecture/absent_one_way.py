# no attribute: architecture=bidirectional-rnn
import torch

reader = torch.nn.GRU(8, 16, bidirectional=False)
