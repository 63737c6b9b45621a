import torch
from torch.utils.data import DataLoader
from torchvision import datasets

tr = DataLoader(datasets.MNIST("data", train=True), batch_size=128, shuffle=True)
te = DataLoader(datasets.MNIST("data", train=False), batch_size=128, shuffle=False)
for x, y in tr:
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
