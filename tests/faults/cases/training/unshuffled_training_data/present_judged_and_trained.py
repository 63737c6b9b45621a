import torch
from torch.utils.data import DataLoader, Dataset


class Tones(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, index):
        """Gives the row that index names."""
        return self.rows[index]


def train(model, loader):
    for x in loader:
        model(x).backward()


def judged(model, rows, evaluate):
    train_set = Tones(rows)
    train_loader = DataLoader(train_set, batch_size=8, shuffle=False)  # fault: ACU317
    train(model, train_loader)
    print(evaluate(model, train_loader))


def two(model, rows, others, Loader):
    train_set = Tones(rows)
    train_loader = DataLoader(train_set, batch_size=8)  # fault: ACU317
    other_loader = Loader(others, batch_size=8)
    for x, z in zip(train_loader, other_loader):
        model(x, z).backward()


def fit_one(model, x):
    model(x).backward()


def through_a_function(model, rows):
    train_set = Tones(rows)
    train_loader = DataLoader(train_set, batch_size=8)  # fault: ACU317
    for number, x in enumerate(train_loader):
        fit_one(model, x)
    print(len(train_loader))
