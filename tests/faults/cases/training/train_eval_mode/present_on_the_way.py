import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.score = nn.Linear(4, 1)

    def forward(self, x):
        return self.score(self.drop(x))


def train(model, optimizer, train_loader):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


def evaluate(model, data_loader):
    right = 0
    for x, y in data_loader:
        right += (model(x) == y).sum().item()  # fault: ACU324, ACU325
    return right


@torch.no_grad()
def validate(encoder, net, loader):
    for x, y in loader:
        net(encoder(x))  # fault: ACU324


def main(train_loader, test_loader, optimizer):
    model = Net()
    encoder = Net()
    encoder.eval()
    for epoch in range(3):
        train(model, optimizer, train_loader)
        evaluate(model, test_loader)
        validate(encoder, model, test_loader)


main(train_loader, test_loader, optimizer)
