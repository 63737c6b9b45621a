import torch


def train(model, optimizer, train_loader, valid_loader, criterion):
    def valid_fn(epoch):
        model.eval()
        total = 0
        for x, y in valid_loader:
            total += criterion(model(x), y).item()
        return total

    for epoch in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            print(valid_fn(epoch))
