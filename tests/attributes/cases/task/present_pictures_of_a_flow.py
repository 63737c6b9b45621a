# attribute: task=density-estimation
# attribute: task=unconditional-image-generation
import torch
from torchvision.datasets import CIFAR10


class RealNVP(torch.nn.Module):
    def forward(self, x):
        return x, x.sum()


data = CIFAR10("data")
model = RealNVP()
