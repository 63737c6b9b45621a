import torch
import torch.nn as nn
import torch.nn.functional as F

from tools import softmax

layer = nn.Softmax(dim=-1)
other = nn.LogSoftmax(1)


def forward(x, options):
    return F.softmax(x, 1) + F.softmax(x, dim=1) + F.softmax(x, **options) + softmax(layer(x))
