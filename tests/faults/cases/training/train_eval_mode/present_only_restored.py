import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.last = nn.Linear(8, 2)

    def forward(self, x):
        return self.last(self.drop(x))


class Model:
    def __init__(self):
        self.net = Net()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=0.001)

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.net(x), y).backward()
            self.optimizer.step()

    def encode(self, x):
        before = self.net.training  # fault: ACU324
        codes = [self.net(part) for part in x]
        self.net.train(before)
        return codes

    def embed(self, x):
        before = self.net.training
        self.net.eval()
        codes = [self.net(part) for part in x]
        self.net.train(before)
        return codes
