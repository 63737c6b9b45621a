# no attribute: task=image-classification
# attribute: task=unconditional-image-generation
import torch
from torch import nn
from torchvision import datasets


class Generator(nn.Module):
    pass


class Discriminator(nn.Module):
    pass


data = datasets.MNIST("data")
loss = nn.BCELoss()
print(Generator(), Discriminator())
