"""Volatile inputs make no graphs, wherever the program makes them so."""

import torch
from torch.autograd import Variable


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def embed(self, x):
        return self.layer(x)


def held_out(x):
    x = Variable(x)
    x.volatile = True
    return x


def collect(encoder, batches):
    encoder.eval()
    found = []
    for x in batches:
        found.append(encoder.embed(held_out(x)))
    return found
