import torch
from torch import nn


class Distance(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.args = args
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, a, b):
        return ((a - b) ** 2).sum() / self.scale


def test(loader, net):
    net.eval()
    found = []
    for a, b in loader:
        found.append(net(a, b))  # fault: ACU325
    return torch.stack(found)


test(batches, Distance(options))
