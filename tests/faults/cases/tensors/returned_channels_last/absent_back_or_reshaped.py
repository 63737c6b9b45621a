import torch
from torch import nn


class Back(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lift = nn.Linear(width, width)

    def forward(self, x):
        y = self.lift(x.permute(0, 2, 3, 1))
        y = torch.relu(y).permute(0, 3, 1, 2)
        return y


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, 4, 1)

    def forward(self, x):
        y = self.conv(x)
        y = y.permute(0, 2, 3, 1).contiguous()
        return y


class Rows(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lift = nn.Linear(width, width)

    def forward(self, x):
        y = self.lift(x.permute(0, 2, 3, 1))
        y = y.view(y.size(0), -1)
        return y


class Odd(nn.Module):
    def forward(self, x):
        y = x.permute(0, 2, 3, 1)
        y = other(y)
        y = y.movedim(-1, 1)
        return y
