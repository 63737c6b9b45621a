import torch
from torch.utils.data import DataLoader


def next_batch(loader):
    return next(iter(loader))


def positions(model, criterion, x, y, size, width):
    for i in range(0, len(x), size):
        out = model(x[i : i + size])
        loss = criterion(out, y[i : min(i + size, len(y))])
        model.zero_grad()
        loss.backward()
    for step in range(len(x) // size):
        part = x[step * size : (step + 1) * size]
        model.zero_grad()
        criterion(model(part)).backward()
    for i in range(len(x) - width):
        model.zero_grad()
        criterion(model(x[i : i + width])).backward()
    total = 0
    for i in range(0, len(x), size):
        total += x[i * size : (i + 1) * size].sum()
    return total


def shuffled(model, criterion, data, given):
    loader = DataLoader(data, batch_size=8, shuffle=True)
    first = DataLoader(data, batch_size=8)
    sample = next(iter(first))
    for _ in range(100):
        x, y = next(iter(loader))
        z = next(iter(given))
        model.zero_grad()
        criterion(model(x), y, sample, z).backward()
