import torch
from torch import nn


def train(model, train_loader):
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


def test(model, data_loader):
    total = 0
    for x, y in data_loader:
        total += nn.functional.mse_loss(model(x), y)  # fault: ACU325
    return total
