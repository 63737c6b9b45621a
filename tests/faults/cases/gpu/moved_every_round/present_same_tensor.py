import torch as th
from torch import nn


class Trainer:
    def __init__(self, loader):
        self.loader = loader
        self.mask = th.ones(8, 8)

    def train(self, model, device):
        optimizer = th.optim.SGD(model.parameters(), lr=0.1)
        table = th.eye(8)
        for epoch in range(3):
            for i, (x, y) in enumerate(self.loader):
                x, y = x.to(device), y.to(device)
                out = model(x) * self.mask.to(device)  # fault: ACU405
                loss = nn.functional.mse_loss(out @ table.cuda(), y)  # fault: ACU405
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
