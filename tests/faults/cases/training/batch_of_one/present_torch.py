import torch
from torch import nn
from torch.utils import data as loading


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(10, 20)
        self.norm = nn.BatchNorm1d(20)
        self.last = nn.Linear(20, 1)

    def forward(self, x):
        return self.last(torch.relu(self.norm(self.first(x))))


train = loading.DataLoader(rows, 1, shuffle=True)  # fault: ACU304
