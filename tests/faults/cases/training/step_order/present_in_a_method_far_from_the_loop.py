import torch
from torch import nn


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def update(self, loss, optimizer, keep=False):
        optimizer.zero_grad()
        loss.backward(retain_graph=keep)  # fault: ACU323

    def one(self, x, y):
        self.update(nn.functional.mse_loss(self.model(x), y), self.optimizer)

    def fit(self, loader):
        for x, y in loader:
            self.one(torch.autograd.Variable(x), y)
