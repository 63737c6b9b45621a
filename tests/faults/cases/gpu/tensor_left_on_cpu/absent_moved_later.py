import torch
from torch import nn

net = nn.Linear(64, 8)
sample = torch.randn(4, 64)
print(net(sample).shape)
net = net.to("cuda")
sample = sample.to("cuda")
print(net(sample).shape)
