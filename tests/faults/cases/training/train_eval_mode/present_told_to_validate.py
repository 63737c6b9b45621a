import torch
from torch import nn


class Solver:
    def __init__(self, loaders):
        self.model = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
        self.optimizer = torch.optim.Adam(self.model.parameters())
        self.loaders = loaders

    def train(self):
        for epoch in range(10):
            self.model.train()
            self.run(epoch)
            self.run(epoch, validate=True)  # fault: ACU324

    def run(self, epoch, validate=False):
        for x, y in self.loaders[validate]:
            loss = nn.functional.mse_loss(self.model(x), y)
            if not validate:
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
