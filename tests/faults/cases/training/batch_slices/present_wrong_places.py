import torch
import torch as th
from torch.utils.data import DataLoader as Loader


def positions(model, criterion, x, y, size):
    for epoch in range(10):
        for i in range(0, len(x), size):
            out = model(x[i * size : (i + 1) * size])  # fault: ACU305
            loss = criterion(out, y[i * size : (i + 1) * size])  # fault: ACU305
            model.zero_grad()
            loss.backward()
        for step in range(len(x) // size):
            part = x[step : step + size]  # fault: ACU305
            model.zero_grad()
            criterion(model(part)).backward()


def same(model, criterion, data):
    optimizer = th.optim.Adam(model.parameters())
    loader = Loader(data, batch_size=8)
    for _ in range(100):
        x, y = next(iter(loader))  # fault: ACU305
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
