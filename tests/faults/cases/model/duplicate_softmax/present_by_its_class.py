import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 3)

    def forward(self, x):
        return self.layer(x).softmax(dim=1)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 3)

    def forward(self, x):
        return self.layer(x)


def train(learner, loader, criterion):
    for x, y in loader:
        loss = criterion(learner(x), y)  # fault: ACU103
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


criterion = nn.CrossEntropyLoss()
learner = Net()
optimizer = torch.optim.SGD(learner.parameters(), lr=0.1)
train(learner, loader, criterion)
