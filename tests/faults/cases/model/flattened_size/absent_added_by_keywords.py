import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.body = nn.Sequential()
        for i, (before, after) in enumerate(zip(sizes[:-1], sizes[1:])):
            self.body.add_module(name=f"linear{i}", module=nn.Linear(before, after))
            self.body.add_module(name=f"relu{i}", module=nn.ReLU())
        self.mean = nn.Linear(sizes[-1], 2)

    def forward(self, x):
        return self.mean(self.body(x.view(-1, 784)))


encoder = Encoder([784, 256])
encoder(torch.zeros(8, 1, 28, 28))
