# attribute: task=image-segmentation
# no attribute: task=image-classification
import torch
from torchvision.datasets import CIFAR10


class UNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.down = torch.nn.Conv2d(3, 8, 3)
        self.up = torch.nn.ConvTranspose2d(8, 10, 3)

    def forward(self, x):
        return self.up(self.down(x))


model = UNet()
judge = torch.nn.CrossEntropyLoss()
for x, y in CIFAR10("."):
    judge(model(x), y).backward()
