# no attribute: architecture=mlp
# attribute: architecture=resnet
from torch import nn
from torchvision import models


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = models.resnet18()
        self.head = MLP()


model = Net()
