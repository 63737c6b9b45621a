import torch
from torch import nn

net = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5))
teacher = load()


def train():
    net.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(net(x), y, teacher(x)).backward()
        optimizer.step()


def test():
    net.eval()
    with torch.no_grad():
        for x, y in val_loader:
            net(x)


for epoch in range(3):
    teacher.eval()
    train()
    test()
