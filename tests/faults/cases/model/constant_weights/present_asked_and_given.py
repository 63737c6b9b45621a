import torch
from torch import nn


def start(net):
    for child in net.children():
        if isinstance(child, nn.Conv2d):
            nn.init.zeros_(child.weight)  # fault: ACU118


def made(layer, spread=1.0):
    torch.nn.init.zeros_(layer.weight)  # fault: ACU118
    return layer


first = made(nn.Linear(4, 4))
second = made(torch.nn.Linear(4, 2), spread=0.1)
