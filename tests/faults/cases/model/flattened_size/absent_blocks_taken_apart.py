import torch
from torch import nn


def flat(*parts):
    layers = []
    for part in parts:
        if isinstance(part, nn.Sequential):
            for layer in part.children():
                layers.append(layer)
        elif isinstance(part, nn.Module):
            layers.append(part)
    return nn.Sequential(*layers)


def block(inside, outside, kinds="CR", size=3, stride=1):
    layers = []
    for kind in kinds:
        if kind == "C":
            layers.append(nn.Conv2d(inside, outside, size, stride=stride, padding=1))
        elif kind == "R":
            layers.append(nn.ReLU())
        else:
            raise ValueError(kind)
    return flat(*layers)


class Judge(nn.Module):
    def __init__(self, kinds="R"):
        super().__init__()
        first = block(3, 8, kinds="C")
        second = block(8, 16, kinds="C" + kinds, size=4, stride=2)
        self.features = flat(first, second)
        self.head = nn.Linear(16 * 16 * 16, 1)  # clean: ACU110

    def forward(self, x):
        x = self.features(x)
        return self.head(x.view(x.size(0), -1))


Judge()(torch.randn(1, 3, 32, 32))
