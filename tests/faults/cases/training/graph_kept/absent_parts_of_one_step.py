import torch


def train_step(model, optimizer, batches):
    total_loss = 0
    for x, y in batches:
        loss = torch.nn.functional.mse_loss(model(x), y) / len(batches)
        total_loss += loss  # unknown: ACU325
        loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return total_loss


def train(model, optimizer, loader):
    for batches in loader:
        total = 0
        for x, y in batches:
            loss = torch.nn.functional.mse_loss(model(x), y) / len(batches)
            loss.backward()
            total += loss  # unknown: ACU325
        optimizer.step()
        optimizer.zero_grad()
        print(float(total))
