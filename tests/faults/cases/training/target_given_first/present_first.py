import torch
import torch.nn.functional as F
from torch import nn


class Solver:
    def __init__(self):
        self.criterion = nn.BCELoss()

    def step(self, images, GT):
        flat = torch.sigmoid(self.unit(images)).flatten()
        GT_flat = GT.view(GT.size(0), -1)
        return self.criterion(GT_flat, flat)  # fault: ACU336


def weighted(x, trueLabels, weight):
    if weight is None:
        return F.cross_entropy(trueLabels, x)  # fault: ACU336
    return F.cross_entropy(x, trueLabels, weight)


def masked(mixed, target, keep):
    return F.cross_entropy(target[keep], mixed.transpose(2, 1))  # fault: ACU336
