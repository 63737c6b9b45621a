# attribute: dataset=cifar10
# attribute: dataset=svhn
# module readers.py: from torchvision.datasets import CIFAR10, SVHN
# module readers.py: def read(number):
# module readers.py:     return CIFAR10(".") if number else SVHN(".")
import torch

from readers import read

model = torch.nn.Conv2d(3, 8, 3)
for batch in read(1):
    model(batch)
