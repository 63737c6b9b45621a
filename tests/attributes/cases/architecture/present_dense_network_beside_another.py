# attribute: architecture=mlp
# attribute: architecture=resnet
from torch import nn
from torchvision import models


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)


def build(name):
    return MLP() if name == "mlp" else models.resnet18()


model = build("mlp")
