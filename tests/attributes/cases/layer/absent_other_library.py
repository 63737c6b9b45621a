# no attribute: layer
import torch
from mine import Conv2d

net = Conv2d(1, 8, 3)
print(torch.ones(1))
