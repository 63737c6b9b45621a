import torch
from torch import nn, optim


class Solver:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.BCELoss()
        self.optimizer = optim.Adam(model.parameters(), lr=0.001)

    def clear(self):
        self.model.zero_grad()

    def gradients(self, loss):
        loss.backward()

    def train(self, epochs):
        for epoch in range(epochs):
            for images, truth in self.loader:
                loss = self.criterion(torch.sigmoid(self.model(images)), truth)
                self.clear()
                self.gradients(loss)
                self.optimizer.step()


def reset_afterwards(model, tasks, criterion):
    optimizer = optim.SGD(model.parameters(), lr=0.001)
    for x, y in tasks:
        criterion(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad()


def driven(engine, optimizer, batches):
    for batch in batches:
        optimizer.zero_grad()
        engine.run(batch)
        optimizer.step()
