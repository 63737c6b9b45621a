# attribute: architecture=unet
# no attribute: architecture=attention
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.mha = nn.MultiheadAttention(8, 2)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Conv2d(3, 8, 3)
        self.look = SelfAttention()


model = UNet()
