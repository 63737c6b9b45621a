import torch.nn as nn


class ConvTranspose2d:
    def __init__(self, *sizes, output_padding=0):
        self.sizes = sizes


a = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1)
b = nn.ConvTranspose2d(8, 4, 3)
c = nn.ConvTranspose2d(8, 4, 3, stride=1, output_padding=0)
d = nn.ConvTranspose2d(8, 4, 3, stride=1, output_padding=1, dilation=2)
e = ConvTranspose2d(8, 4, 3, output_padding=1)
f = nn.ConvTranspose2d(8, 4, 3, stride=stride, output_padding=1)
g = nn.ConvTranspose2d(8, 4, 3, output_padding=1, **settings)
