import torch

from losses import cross_entropy


def measure(scores, kinds):
    return cross_entropy(torch.relu(scores), kinds.float())
