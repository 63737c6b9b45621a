"""What makes the network is told of the device, cannot be read, or may give the caller's own."""

import torch
from torch import nn

from elsewhere import get_network


class Net(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        self.layer = nn.Linear(4, 2, device=device)

    def forward(self, x):
        return self.layer(x)


class Search:
    def __init__(self, net=None):
        self.net = Net() if net is None else net
        self.net.eval()

    def find(self, x):
        return self.net(x.to("cuda"))


def main(batches, device):
    told = Net(device)
    unread = get_network("small")
    told.train()
    unread.train()
    for x in batches:
        x = x.to(device)
        (told(x) + unread(x)).sum().backward()
