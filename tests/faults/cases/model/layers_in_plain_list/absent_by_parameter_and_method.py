import torch.nn as nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.last = nn.Linear(width, width)

    def forward(self, x):
        return self.last(x)


class Net(nn.Module):
    def __init__(self, width, block=Block, sizes=range):
        super().__init__()
        self.parts = nn.ModuleList([block(width) for _ in range(3)])
        self.sizes = [sizes(width) for _ in range(3)]
        self.acts = [nn.ReLU() for _ in range(3)]
        self.first, self.inner = self.build(width)
        self.names = self.naming(width)

    def build(self, width):
        first = Block(width)
        inner = [Block(width) for _ in range(3)]
        inner = nn.ModuleList(inner)
        return first, inner

    def naming(self, width):
        names = [str(width)]
        return names
