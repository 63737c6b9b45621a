# attribute: network=Net: 1 layer deep as far as it is read, number of weights unknown
from elsewhere import flag
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(4, 8)
        self.other = nn.Linear(4, 9)

    def forward(self, x):
        if flag():
            return self.one(x)
        return self.other(x)


net = Net()
