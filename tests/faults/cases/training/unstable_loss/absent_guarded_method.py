import torch


def scale(x):
    return torch.log(1e-6 + torch.sigmoid(x + 2))
