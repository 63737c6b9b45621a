import random

import torch
from torch.utils.data import DataLoader, Dataset


class Tiles(Dataset):
    """A tile of any picture, whichever is asked for."""

    def __init__(self, files):
        self.files = files

    def __len__(self):
        return 10000

    def __getitem__(self, index):
        chosen = random.randint(0, len(self.files) - 1)
        return torch.load(self.files[chosen])


def mean_of(train_set):
    data = torch.cat([x for x, _ in DataLoader(train_set)])  # unknown: ACU317
    return data.mean(dim=[0, 2, 3])


train_set = Tiles(names)
train_loader = DataLoader(train_set, batch_size=4)  # unknown: ACU317
for x, y in train_loader:
    optimizer.zero_grad()
    criterion(model(x - mean_of(train_set)), y).backward()
    optimizer.step()
