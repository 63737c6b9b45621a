import torch


def train_batch(model, optimizers, batch, rates):
    carry, loss = model(batch)
    (loss / len(batch)).backward()
    for optim, rate in zip(optimizers, rates):
        for group in optim.param_groups:
            group["lr"] = rate
        optim.step()
        optim.zero_grad()


def update(optimizer, model):
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


def train(model, loader, optimizers, criterion):
    for batch in loader:
        train_batch(model, optimizers, batch, [0.1, 0.2])


def train_plainly(model, loader, criterion):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        criterion(model(x), y).backward()
        update(optimizer, model)
