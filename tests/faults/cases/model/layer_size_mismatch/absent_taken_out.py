from torch import nn


class Net(nn.Module):
    def __init__(self, other):
        super().__init__()
        parts = list(other.children())
        self.first = nn.Conv2d(3, 8, 3)
        self.second = nn.Conv2d(16, 8, 3)

    def forward(self, x):
        return self.second(nn.functional.relu(self.first(x)))
