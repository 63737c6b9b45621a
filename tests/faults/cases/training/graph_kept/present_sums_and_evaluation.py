import torch

losses = []
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    running += loss  # fault: ACU325
    losses.append(loss)  # fault: ACU325


def evaluate(model, loader):
    model.eval()
    for x, y in loader:
        model(x)  # fault: ACU325
