import torch
from torch import nn


class Sessions(nn.Module):
    """Holds data and is asked for slices: nothing that the base sets up is ever used."""

    def __init__(self, rows):
        self.rows = rows
        self.length = len(rows)

    def slice(self, index):
        return torch.as_tensor(self.rows[index])


class Noise(nn.Module):
    """Called by its own ``__call__``, as a transform of pictures is."""

    def __init__(self, spread):
        self.spread = spread

    def __call__(self, image):
        return self.forward(image)

    def forward(self, image):
        return image + torch.randn_like(image) * self.spread


class Mixing(Noise):
    """What is kept is what a network gives, not the network."""

    def __init__(self, image):
        self.spread = Spreads()(image)


class Spreads(nn.Module):
    def forward(self, image):
        return image.std()
