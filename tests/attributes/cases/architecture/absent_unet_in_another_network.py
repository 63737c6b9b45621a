# no attribute: architecture=unet
# attribute: architecture=yolo
import torch
from torch import nn


class YOLOv3(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 8, 3, padding=1)
        self.up = nn.Upsample(scale_factor=2)

    def forward(self, x):
        down1 = self.down1(x)
        return torch.cat([self.up(nn.functional.max_pool2d(down1, 2)), down1], dim=1)


YOLOv3()(torch.zeros(1, 3, 8, 8))
