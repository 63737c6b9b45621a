import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5))

    def forward(self, x):
        return self.body(x)


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))

    def forward(self, x):
        return self.body(x)


def main(train_loader, val_loader):
    first = Reader()
    second = Writer()
    optimizer = torch.optim.SGD(second.parameters(), lr=0.1)
    for _ in range(10):
        learn(train_loader, first, second, optimizer)
        validate(val_loader, first, second)


def learn(loader, reader, writer, optimizer):
    reader.train()
    writer.train()
    for x, y in loader:
        optimizer.zero_grad()
        ((writer(reader(x)) - y) ** 2).mean().backward()
        optimizer.step()


def validate(val_loader, reader, writer):
    reader.eval()
    found = []
    with torch.no_grad():
        for x, _ in val_loader:
            found.append(writer(reader(x)))  # fault: ACU324
    return found
