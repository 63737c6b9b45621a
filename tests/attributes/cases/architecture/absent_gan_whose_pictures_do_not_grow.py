# attribute: architecture=gan
# no attribute: architecture=dcgan
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.change = nn.Conv2d(3, 3, 3, padding=1)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 1, 4)


loss = nn.BCELoss()
generator, discriminator = Generator(), Discriminator()
