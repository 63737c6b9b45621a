# attribute: architecture=bidirectional-rnn
# attribute: architecture=gru
import torch

reader = torch.nn.GRU(8, 16, bidirectional=True)
