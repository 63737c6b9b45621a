"""Results that a loop keeps with their graphs, and one that numpy() is asked for."""

import torch
from torch import nn as layers


def activations(sample, net, wanted):
    pool = []
    while len(pool) < wanted:
        pooled, _ = net(sample())  # fault: ACU341
        pool += [pooled]
    return torch.cat(pool, 0)


def picture(points):
    shape = layers.Linear(2, 1)
    drawn = shape(points)  # fault: ACU341
    return drawn.cpu().view(-1).numpy()
