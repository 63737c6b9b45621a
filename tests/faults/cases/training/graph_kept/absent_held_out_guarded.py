import torch

for x, y in train_loader:
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    for x, y in test_loader:
        output = model(x)
for x, y in validation_loader:
    x.requires_grad_()
    model(x).sum().backward()
for x, y in test_pairs:
    model(x)


@torch.no_grad()
def judge():
    for x, y in test_loader:
        model(x)
