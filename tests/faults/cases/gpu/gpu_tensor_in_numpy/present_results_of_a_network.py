import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        return x


class Trainer:
    def __init__(self, device):
        self.device = device
        self.weight = 0.5

    def judge(self, net: Net, batches):
        found = []
        with torch.no_grad():
            for x, y in batches:
                x = x.to(self.device)
                outputs = net(x)
                far = torch.sum((outputs - self.weight) ** 2, dim=1)
                found.append(far.data.numpy())  # fault: ACU404
                found.append(y.numpy())  # unknown: ACU404
        return found


Trainer("cuda" if torch.cuda.is_available() else "cpu").judge(Net(), [])
