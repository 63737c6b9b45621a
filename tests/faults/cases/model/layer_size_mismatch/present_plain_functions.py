import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 32, 3)
        self.second = nn.Conv2d(33, 64, 3)  # fault: ACU111

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.first(x)), 2, 2)
        return torch.relu(self.second(x))
