import torch


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()  # fault: ACU323


def main(model, loader):
    train(model, loader, torch.optim.SGD(model.parameters(), lr=0.1))
