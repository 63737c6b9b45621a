import torch
from torch import nn


class Talking(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.first = nn.Conv2d(heads, heads, 1)
        self.second = nn.Conv2d(heads, heads, 1)

    def forward(self, scores):
        scores = self.first(scores)
        scores = scores.softmax(dim=-1)
        return self.second(scores)
