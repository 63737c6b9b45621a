# repository: someone/CycleGAN-in-a-day
# attribute: architecture=cyclegan
# attribute: task=image-to-image
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 3, 3)


class Discriminator(nn.Module):
    pass


print(Generator(), Discriminator(), torch.ones(1))
