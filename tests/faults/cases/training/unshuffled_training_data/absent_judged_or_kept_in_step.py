import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Triplets(Dataset):
    def __init__(self, tracks, count):
        self.tracks = tracks
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        """Takes three.

        Args:
            index: says how many have been asked for, not which
        """
        # the index of each of them is drawn
        return take_three(self.tracks)


class Tones(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, index):
        return self.rows[index]


class SynthSet(Dataset):
    def __getitem__(self, index):
        return self.maker.at(index)


def take_three(tracks):
    return tracks[np.random.permutation(len(tracks))[:3]]


def train(model, loader):
    for x in loader:
        model(x).backward()


def judged(model, made, evaluate):
    made_train_set = Tones(made)
    train(model, DataLoader(made_train_set, batch_size=8, shuffle=True))
    check_train_loader = DataLoader(made_train_set, batch_size=8, shuffle=False)  # unknown: ACU317
    accuracy = evaluate(model, check_train_loader)
    print(accuracy)


def triplets(model, tracks):
    train_loader = DataLoader(Triplets(tracks, 1000), batch_size=8)  # unknown: ACU317
    train(model, train_loader)


def made(model, settings):
    train_loader = DataLoader(SynthSet(settings), batch_size=8)  # unknown: ACU317
    train(model, train_loader)


def in_step(model, graph, train_idx, GraphLoader):
    id_loader = DataLoader(train_idx, batch_size=8)  # unknown: ACU317
    graph_loader = GraphLoader(graph, {"author": train_idx}, batch_size=8)
    for batch, blocks in zip(id_loader, graph_loader):
        model(batch, blocks).backward()


def summed(model, rows):
    train_set = Tones(rows)
    train(model, DataLoader(train_set, batch_size=8, shuffle=True))
    plain_train_loader = DataLoader(train_set, batch_size=8)  # unknown: ACU317
    total = 0
    for x in plain_train_loader:
        total += x.mean()
    print(total / len(plain_train_loader), spread(plain_train_loader))


def spread(loader):
    return sum(x.std() for x in loader)


class Meter:
    def __init__(self):
        self.sum = 0

    def update(self, value):
        self.sum += value


def nearest(model, loader, rows, optimizer):
    train_loader = DataLoader(Tones(rows), batch_size=8, shuffle=True)
    train(model, train_loader)
    train_loader = DataLoader(Tones(rows), batch_size=8)  # unknown: ACU317
    test(loader, train_loader, model)


def test(loader, others, model):
    seen = Meter()
    with torch.no_grad():
        for x in loader:
            for other in others:
                seen.update(model(x, other))
    model.train()
    return seen.sum
