import torch
import torch.nn.functional as F
from torch import nn as layers


class Net(layers.Module):
    def __init__(self, width):
        super().__init__()
        self.first = layers.Conv2d(3, width, 3)
        self.pool = layers.AdaptiveAvgPool2d(1)
        self.drop = layers.Dropout(0.5)
        self.last = layers.Linear(width, 10)

    def forward(self, x):
        x = F.relu(self.first(x))
        x = self.pool(x)
        x = torch.relu(self.drop(x))
        return self.last(x)  # fault: ACU213
