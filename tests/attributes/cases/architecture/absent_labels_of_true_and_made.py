# attribute: architecture=gan
# no attribute: architecture=conditional-gan
from torch import nn


class Generator(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.layers = nn.Linear(size, size)


class Discriminator(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.layers = nn.Linear(size, 1)


def step(discriminator, pictures, real_labels):
    return nn.BCELoss()(discriminator(pictures), real_labels)


print(step(Discriminator(8), Generator(8), 1))
