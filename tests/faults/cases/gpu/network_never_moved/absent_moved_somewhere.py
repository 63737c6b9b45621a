"""Networks that are moved by another name, in a wrapper, a list, a function or with their owner."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Net()
        self.second = Net()


def build(device):
    net = Net()
    return net.to(device)


def everything_to(device, *nets):
    for one in nets:
        one.to(device)


def main(batches, device):
    built = build(device)
    wrapped = nn.DataParallel(Net().to(device))
    left, right = Net(), Net()
    for one in (left, right):
        one.to(device)
    held = {"a": Net()}
    for other in held.values():
        other.to(device)
    pair = Pair()
    pair.to(device)
    for model in (built, wrapped, left, right, held["a"], pair.first):
        model.train()
    for x in batches:
        x = x.to(device)
        total = built(x) + wrapped(x) + left(x) + right(x) + held["a"](x) + pair.first(x)
        total.sum().backward()
