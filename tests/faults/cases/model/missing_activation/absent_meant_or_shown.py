import torch
from torch import nn


def inner(inside, outside):
    return nn.Sequential(nn.Conv2d(inside, outside, 3, padding=1))


def flow(inside):
    return nn.Conv2d(inside, 2, 3, padding=1)


class Refine(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = inner(1026, 512)
        self.flow = flow(512)

    def forward(self, x):
        return self.flow(self.inner(x))


shown = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 10))  # unknown: ACU107
print(shown)

# a linear model, to see how far it comes
model = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
refined = Refine()
nn.functional.mse_loss(model(x), y).backward()
