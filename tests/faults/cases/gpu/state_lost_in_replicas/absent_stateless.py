import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class DataParallel:
    def __init__(self, module):
        self.module = module


class Counted(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = 0

    def forward(self, x):
        self.steps += 1
        return x


class Buffered(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("count", torch.zeros(1))

    def forward(self, x):
        self.count += 1
        self.last = x
        return x


one = DistributedDataParallel(Counted())
two = DataParallel(Counted())
three = nn.DataParallel(Buffered())
four = nn.DataParallel(made_elsewhere())
