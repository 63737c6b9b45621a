import torch
from torch import nn

unmix = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
optimizer = torch.optim.SGD(unmix.parameters(), lr=0.1)


def train(unmix, loader):
    unmix.train()
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(unmix(x), y).backward()
        optimizer.step()


def valid(unmix, valid_loader):
    with torch.no_grad():
        for x, y in valid_loader:
            print(unmix(x))  # fault: ACU324


for epoch in range(2):
    train(unmix, train_loader)
    valid(unmix, valid_loader)
