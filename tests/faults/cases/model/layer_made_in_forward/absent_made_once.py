import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(8, 8)
        self.two = None

    def forward(self, x):
        if self.two is None:
            self.two = nn.Linear(x.shape[1], 2)
        return nn.Softmax(dim=1)(self.two(self.one(x).relu()))


class Plain:
    def forward(self, x):
        return nn.Linear(8, 2)(x)
