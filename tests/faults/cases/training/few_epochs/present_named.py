import torch

EPOCHS = 1  # fault: ACU306
RATE = 1


def fit(loader, epochs):
    for i in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            criterion(net(x), y).backward()
            optimizer.step()


fit(loader, EPOCHS)
