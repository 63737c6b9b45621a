import torch

model = Net().to(device)
for x, y in train_loader:
    x = x.view(-1, 784)
    y = y.to(device)
    loss = criterion(model(x), y)
    loss.backward()  # fault: ACU401
with torch.no_grad():
    for x, y in test_loader:
        x = x.reshape(-1, 784).to(device)
        predicted = model(x).argmax(1)  # fault: ACU401
        correct += (predicted == y).sum().item()
