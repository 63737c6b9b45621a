import torch
from torch.nn.utils.rnn import pad_sequence


def collate(data):
    targets = pad_sequence([t[1:] for t in data], batch_first=True)  # unknown: ACU309
    return targets, torch.tensor([len(t) - 1 for t in data])


def train(model, loader, optimizer):
    criterion = torch.nn.CrossEntropyLoss()
    for targets, lengths in loader:
        outputs = model(targets)
        outputs = torch.cat([t[:n] for t, n in zip(outputs, lengths)], dim=0)
        targets = torch.cat([t[:n] for t, n in zip(targets, lengths)], dim=0)
        optimizer.zero_grad()
        criterion(outputs, targets).backward()
        optimizer.step()
