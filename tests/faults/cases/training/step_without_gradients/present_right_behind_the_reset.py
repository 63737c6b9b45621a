import torch
from torch import nn


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def update(self, loss, optimizer):
        optimizer.zero_grad()
        optimizer.step()  # fault: ACU349
        return loss.item()

    def derivative(self, x):
        return torch.autograd.grad(self.model(x).sum(), x)[0]

    def fit(self, loader):
        for x, y in loader:
            self.update(nn.functional.mse_loss(self.derivative(x), y), self.optimizer)
