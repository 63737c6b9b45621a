import torch
import torch.nn as nn
from torchvision import datasets


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.pair = nn.Linear(784, 2)

    def forward(self, x):
        x = torch.flatten(x, 1)
        return self.fc(x)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 2)

    def forward(self, x):
        return self.fc(x)


data = datasets.MNIST("data", download=True)
model = Net()
pair = Pair()
criterion = nn.CrossEntropyLoss()


def loss(x, y):
    return criterion(model(x), y) + criterion(pair(x), y > 4)
