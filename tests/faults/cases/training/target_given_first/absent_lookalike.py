import torch

from losses import functional as F


def measure(x, target):
    return F.cross_entropy(target, torch.relu(x))
