import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.GRU(8, 8)

    def forward(self, x):
        x = torch.cat((torch.zeros(1, 8), x.view(-1, 8)))
        return self.body(x)


model = Net().double()
