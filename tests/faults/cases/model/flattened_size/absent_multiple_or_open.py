import torch
from torch import nn

from other import Block


class Fits(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 64, 3)
        self.fc1 = nn.Linear(64 * 49, 100)
        self.fc2 = nn.Linear(100, 30)

    def forward(self, x):
        x = self.conv(x)
        x = x.view(x.size(0), -1)
        x = self.fc1(x)
        x = x.squeeze()
        return self.fc2(x)


class Joins(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 64, 3)
        self.fc = nn.Linear(66, 10)

    def forward(self, x, age):
        x = self.conv(x).mean((2, 3))
        x = torch.cat([x, age], 1).flatten(1)
        return self.fc(x)


class Holds(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 64, 3)
        self.block = Block(64)
        self.fc = nn.Linear(100, 10)

    def forward(self, x):
        return self.fc(self.block(self.conv(x)).flatten(1))


class Open(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.conv = nn.Conv2d(channels, width, 3)
        self.fc = nn.Linear(101, 10)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


class Latent(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 64, 3)
        self.time = nn.Linear(7, 10)

    def forward(self, x, t):
        return self.conv(x).mean((1, 2, 3)) + self.time(t).sum(1)
