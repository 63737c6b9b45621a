import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(3, 3)

    def forward(self, x):
        return torch.softmax(self.scores(x), 1)


net = Net()
loss = nn.CrossEntropyLoss()(net.scores(x), y)
