# attribute: architecture=siamese
from torch import nn


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Linear(8, 8)

    def forward_once(self, x):
        return self.layers(x)

    def forward(self, left, right):
        return self.forward_once(left), self.forward_once(right)


print(Pair())
