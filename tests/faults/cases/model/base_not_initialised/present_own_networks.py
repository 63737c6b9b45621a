import torch
from torch import nn


class Side(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)

    def forward(self, x):
        return self.body(x)


class Pair(nn.Module):
    """Never called itself: its two networks are refused all the same."""

    def __init__(self):
        self.maker = Side()  # fault: ACU120
        self.judge = Side()

    def compare(self, x):
        return self.judge(self.maker(x))


class Centres(nn.Module):
    def __init__(self, count):
        self.count = count  # fault: ACU120
        self.register_buffer("centres", torch.zeros(count, 8))

    def nearest(self, x):
        return torch.cdist(x, self.centres).argmin(1)
