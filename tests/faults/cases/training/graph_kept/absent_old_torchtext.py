import torch
from torchtext import data


def evaluate(model, batches, criterion):
    model.eval()
    total = 0.0
    for batch in batches:
        loss = criterion(model(batch.text), batch.label)  # unknown: ACU325
        total += loss.data[0]
    return total / len(batches)


def loaders(train, test):
    return data.BucketIterator.splits((train, test), batch_sizes=(32, 32), device=-1)  # fault: ACU501


def fit(model, train, test, criterion):
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches, held_out = loaders(train, test)
    for batch in batches:
        optimiser.zero_grad()
        loss = criterion(model(batch.text), batch.label)
        loss.backward()
        optimiser.step()
    return evaluate(model, held_out, criterion)
