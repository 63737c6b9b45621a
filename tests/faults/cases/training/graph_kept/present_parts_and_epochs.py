import torch


def train(model, optimizer, loader):
    total = 0
    for batches in loader:
        for x, y in batches:
            loss = torch.nn.functional.mse_loss(model(x), y) / len(batches)
            loss.backward()
            total += loss  # fault: ACU325
        optimizer.step()
        optimizer.zero_grad()
    return total
