import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        return x


def train(model, loader, device):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        criterion(model(x), y).backward()


if __name__ == "__main__":
    model = Net()
    print(model(torch.rand(2, 2)))
