# attribute: dataset=mnist
from torchvision.datasets import MNIST

data = MNIST("data", train=True, download=True)
