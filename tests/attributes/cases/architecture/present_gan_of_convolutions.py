# attribute: architecture=dcgan
# no attribute: architecture=cnn
# attribute: loss=adversarial
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(64, 3, 4)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 1, 4)


loss = nn.BCELoss()
generator, discriminator = Generator(), Discriminator()
