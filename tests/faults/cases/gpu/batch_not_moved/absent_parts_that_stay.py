import torch
from torch import nn
from tqdm import tqdm

device = torch.device("cuda")
encoder = nn.Linear(8, 8).to(device)
net = nn.Linear(8, 2).to(device)
criterion = nn.CrossEntropyLoss()


def lengths(loader):
    for x, y, sizes in loader:
        x, y = x.to(device), y.to(device)
        criterion(net(x, sizes), y)


def taken(loader):
    for batch in loader:
        x, y = batch["x"].to(device), batch["y"].to(device)
        criterion(net(x), y)


def moved_by_a_function(loader):
    for batch in loader:
        x, y = batch
        x, y = send(x, y)
        criterion(net(x), y)


def send(x, y):
    return x.to(device), y.to(device)


class Bar:
    def log_every(self, loader, every):
        for x, y in loader:
            yield x.to(device), y.to(device)


def logged(train_loader):
    for x, y in Bar().log_every(train_loader, 10):
        x = x.to(device)
        criterion(net(x), y)
