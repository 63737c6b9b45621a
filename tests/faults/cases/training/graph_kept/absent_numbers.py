import torch

losses = []
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    running += loss.item()
    losses.append(loss.detach())


for x, y in loader:
    optimizer.zero_grad()
    total = 0
    for t in range(3):
        loss = criterion(model(x[t]), y[t])
        total += loss
    total.backward()
    optimizer.step()


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    for x, y in loader:
        model(x)


def test(model, loader):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            model(x)
