# attribute: network=Net: 2 layers deep, at least 40 weights
from elsewhere import squeeze
from torch import nn


class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.out = nn.Linear(size, 2)

    def forward(self, x):
        return self.out(squeeze(self.hidden(x)))


net = Net(7 + int(input()))
