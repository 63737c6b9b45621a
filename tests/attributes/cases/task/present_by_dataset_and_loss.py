# attribute: task=image-classification
import torch
from torchvision import datasets

data = datasets.MNIST("data", download=True)
loss = torch.nn.CrossEntropyLoss()
