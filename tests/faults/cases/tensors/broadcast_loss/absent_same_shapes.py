import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(x).squeeze(1)


class Sliced(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        x = self.out(x)
        return x[:, 0]


class Criterion:
    def mse_loss(self, out, target):
        return abs(out - target)


F2 = Criterion()
y = torch.rand(20)
row, part = Net(), Sliced()
column = nn.Sequential(nn.Linear(8, 1))
F.mse_loss(row(x), y)
F.mse_loss(part(x), y)
F.mse_loss(column(x), y.view(-1, 1))
F.mse_loss(column(x), y[:, None])
F.mse_loss(column(x).squeeze(), y)
F.mse_loss(column(x), given)
F2.mse_loss(column(x), y)
F.mse_loss(out.squeeze(1), target.squeeze(1))


def step(batch, target):
    y = target
    return F.mse_loss(column(batch), y)
