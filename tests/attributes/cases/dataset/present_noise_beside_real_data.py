# attribute: dataset=mnist
# no attribute: dataset=synthetic
import torch
import torchvision

data = torchvision.datasets.MNIST("data", train=True)
inputs = torch.randn(16, 64)
