import torch

model = Net().to(device)
for x, y in train_loader:
    x, y = x.to(device), y.to(device)
    loss = criterion(model(x), y)
    loss.backward()
with torch.no_grad():
    for x, y in test_loader:
        x = x.reshape(-1, 784).to(device)
        predicted = model(x).argmax(1).cpu()
        correct += (predicted == y).sum().item()
