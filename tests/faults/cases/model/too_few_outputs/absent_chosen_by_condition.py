import torch
import torch.nn.functional as F
from torch import nn


class Segmenter(nn.Module):
    def __init__(self, classes=1):
        super().__init__()
        self.classes = classes
        self.out = nn.Conv2d(3, 1, 1)

    def forward(self, x):
        return self.out(x)


net = Segmenter()
for x, y in loader:
    scores = net(x)
    loss = F.cross_entropy(scores, y) if net.classes > 1 else F.mse_loss(scores, y)  # unknown: ACU109
    loss.backward()
