# no attribute: loss
import torch

loss = torch.ones(1).sum()
loss.backward()
