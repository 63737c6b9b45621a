"""The network is on the device, and what comes from the loader goes into it as it came."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


def main(loader, device):
    net = Net().to(device)
    net.train()
    for _ in range(10):
        picture = next(loader)
        noise = torch.randn(4, device=device)
        net(noise).sum().backward()
        net(picture).sum().backward()  # fault: ACU412
