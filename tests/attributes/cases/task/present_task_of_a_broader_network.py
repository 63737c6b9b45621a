# path: ddpm.py
# attribute: architecture=ddpm
# attribute: task=unconditional-image-generation
from torch import nn


class DDPM(nn.Module):
    def forward(self, x):
        return x


model = DDPM()
