import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.last = nn.Linear(8, 2)

    def forward(self, x):
        return self.last(self.drop(x))


class Trainer:
    def __init__(self, options):
        self.options = options
        self.net = Net()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=0.001)
        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer)

    def train(self, epoch):
        for x, y in self.loader:
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.net(x), y)
            loss.backward()
            self.optimizer.step()

    def validate(self, epoch):
        self.net.eval()
        with torch.no_grad():
            return sum(nn.functional.cross_entropy(self.net(x), y) for x, y in self.val_loader)

    def run(self):
        for epoch in range(9):
            self.train(epoch)
            loss = self.validate(epoch)  # fault: ACU324
            self.scheduler.step(loss)


def main(options, model, criterion, optimizer, loader, val_loader):
    for epoch in range(9):
        if options.weights == "frozen":
            model.eval()
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        if options.validate:
            model.eval()  # fault: ACU324
            print(criterion(model(val_loader.x), val_loader.y))
