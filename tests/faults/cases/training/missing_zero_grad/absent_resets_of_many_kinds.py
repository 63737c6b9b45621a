import torch
from torch import nn

net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def clear():
    for p in net.parameters():
        p.grad = None


def wipe():
    net.zero_grad()


for i, (x, y) in enumerate(loader):  # accumulation
    loss = nn.functional.mse_loss(net(x), y) / 4
    loss.backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()

for x, y in loader:  # in a function
    wipe()
    nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()

for x, y in loader:  # LBFGS

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        return loss

    optimizer.step(closure)
