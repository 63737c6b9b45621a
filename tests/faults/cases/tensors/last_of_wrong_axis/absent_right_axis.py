import torch
from torch import nn


class LSTM:
    def __init__(self, *sizes, batch_first=False):
        self.sizes = sizes

    def __call__(self, x):
        return x, x


class Reader(nn.Module):
    def __init__(self, first):
        super().__init__()
        self.a = nn.LSTM(8, 16, batch_first=True)
        self.b = nn.GRU(8, 16)
        self.c = nn.GRU(8, 16, batch_first=first)
        self.d = LSTM(8, 16, batch_first=True)

    def forward(self, x):
        out, (h, _) = self.a(x)
        one = out[:, -1]
        two = h[-1]
        out = out.transpose(0, 1)
        three = out[-1]
        out, _ = self.b(x)
        four = out[-1]
        out, _ = self.c(x)
        five = out[-1]
        out, _ = self.d(x)
        six = out[-1]
        return one, two, three, four, five, six, out[:, 0], out[-1, 0]
