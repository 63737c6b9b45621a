from collections import OrderedDict

from torch import nn


class Up(nn.Module):
    def __init__(self, channels, size):
        super().__init__()
        self.layers = nn.Sequential(
            OrderedDict(
                [
                    ("up{}".format(size), nn.ConvTranspose2d(channels, channels // 2, 3)),
                    ("norm", nn.BatchNorm2d(channels // 2)),  # clean: ACU111
                ]
            )
        )
        self.head = nn.Conv2d(channels // 2, 1, 1)  # clean: ACU111

    def forward(self, x):
        return self.head(self.layers(x))


net = Up(64, read_size())
