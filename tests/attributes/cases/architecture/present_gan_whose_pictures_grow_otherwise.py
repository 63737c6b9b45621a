# attribute: architecture=dcgan
# no attribute: architecture=cnn
import torch
from torch import nn
import torch.nn.functional as F


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fill = nn.Conv2d(64, 3, 3)

    def forward(self, z):
        return self.fill(F.interpolate(z, scale_factor=2))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 1, 4)

    def forward(self, x):
        return self.down(x)


loss = nn.BCELoss()
generator, discriminator = Generator(), Discriminator()
