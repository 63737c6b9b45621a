# attribute: architecture=gan
from torch import nn


class Generator(nn.Module):
    pass


class Discriminator(nn.Module):
    pass


print(Generator(), Discriminator())
