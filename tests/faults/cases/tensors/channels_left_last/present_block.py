from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(8, 8, 7, padding=3)
        self.wide = nn.Linear(8, 8)

    def forward(self, x):
        shortcut = x
        x = self.first(x)
        x = x.permute(0, 2, 3, 1)  # fault: ACU211
        x = self.wide(x)
        return shortcut + x
