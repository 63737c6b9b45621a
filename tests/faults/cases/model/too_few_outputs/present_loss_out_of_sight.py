import torch
from torch import nn
from torchvision.datasets import MNIST


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(784, 50)
        self.last = nn.Linear(50, 9)  # fault: ACU109

    def forward(self, x):
        return self.last(torch.relu(self.first(x)))


data = MNIST(".", train=True)
trainer = create_supervised_trainer(Net(), optimizer, nn.CrossEntropyLoss())
