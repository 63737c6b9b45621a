# attribute: dataset=mnist
# no attribute: dataset=synthetic
import torch
import torchvision

data = torchvision.datasets.MNIST("data")
noise_input = torch.randn(8, 16)
fake_labels = torch.randint(0, 10, (8,))
