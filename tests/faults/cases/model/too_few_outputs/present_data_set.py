import torch
import torch.nn as nn
from torchvision import datasets


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 9)  # fault: ACU109

    def forward(self, x):
        x = torch.flatten(x, 1)
        return self.fc(x)


data = datasets.MNIST("data", download=True)
model = Net()
criterion = nn.CrossEntropyLoss()


def loss(x, y):
    return criterion(model(x), y)
