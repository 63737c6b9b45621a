import torch

for x, y in train_loader:
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
for x, y in test_loader:
    output = model(x)  # fault: ACU325
    correct += (output.argmax(1) == y).sum().item()


def test():
    model.eval()
    output = model(features)  # fault: ACU325
    return output.argmax(1)
