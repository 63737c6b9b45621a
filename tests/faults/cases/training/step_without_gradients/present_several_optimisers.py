import torch


def train_batch(model, optimizers, batch):
    loss = model(batch)
    for optim in optimizers:
        optim.step()  # fault: ACU349
        optim.zero_grad()
    return loss


def pretrain(model, loader):
    for batch in loader:
        model(batch).mean().backward()


def train(model, loader):
    optimizers = [torch.optim.SGD(model.parameters(), lr=0.1)]
    for batch in loader:
        train_batch(model, optimizers, batch)
