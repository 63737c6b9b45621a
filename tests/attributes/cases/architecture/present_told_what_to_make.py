# attribute: architecture=conditional-gan
from torch import nn


class Generator(nn.Module):
    def __init__(self, size, n_classes):
        super().__init__()
        self.layers = nn.Linear(size + n_classes, size)


class Discriminator(nn.Module):
    def __init__(self, size, n_classes):
        super().__init__()
        self.layers = nn.Linear(size + n_classes, 1)


n_classes = 10
print(Generator(8, n_classes), Discriminator(8, n_classes))
