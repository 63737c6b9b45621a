import torch.nn as nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.last = nn.Linear(width, width)

    def forward(self, x):
        return self.last(x)


class Net(nn.Module):
    def __init__(self, width, block=Block):
        super().__init__()
        self.parts = [block(width) for _ in range(3)]  # fault: ACU121
        self.drops = [nn.Dropout(0.1) for _ in range(3)]  # fault: ACU121
        self.layers = [  # fault: ACU121
            # first
            nn.Linear(width, width),
            nn.ReLU(),
        ]
        self.first, self.inner, self.last = self.build(width)

    def build(self, width):
        first = Block(width)
        inner = [Block(width) for _ in range(3)]  # fault: ACU121
        last = Block(width)
        return first, inner, last
