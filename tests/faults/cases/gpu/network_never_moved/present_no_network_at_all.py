"""Data is moved where it is read; the network, made by a table of classes, is moved nowhere."""

import torch as t
import torch.nn as nn


class Shallow(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def score(self, x):
        return self.layer(x)


KINDS = {
    # by name
    "shallow": Shallow,
}


def read(rows, device):
    return [t.tensor(row).to(device) for row in rows]


def main(kind, rows, device):
    model = KINDS[kind]()
    optimiser = t.optim.SGD(model.parameters(), lr=0.1)
    for row in read(rows, device):
        loss = model.score(row).sum()  # fault: ACU411
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
