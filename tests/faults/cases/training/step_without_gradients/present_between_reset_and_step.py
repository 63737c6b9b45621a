import torch
from torch import autograd, nn, optim


class Solver:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.BCELoss()
        self.optimizer = optim.Adam(model.parameters(), lr=0.001)

    def clear(self):
        self.model.zero_grad()

    def train(self, epochs):
        for epoch in range(epochs):
            for images, truth in self.loader:
                loss = self.criterion(torch.sigmoid(self.model(images)), truth)
                self.clear()
                self.optimizer.step()  # fault: ACU349
                print(loss.item())
        self.importance()

    def importance(self):
        for images, truth in self.loader:
            loss = self.criterion(self.model(images), truth)
            print(autograd.grad(loss, list(self.model.parameters())))


def continual(model, tasks, criterion):
    optimizer = optim.SGD(model.parameters(), lr=0.001)
    for task in tasks:
        for x, y in task:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            optimizer.step()  # fault: ACU349
            print(loss.item())
        penalty = criterion(model(task.images), task.labels)
        penalty.backward()
        model.consolidate([p.grad.clone() for p in model.parameters()])
