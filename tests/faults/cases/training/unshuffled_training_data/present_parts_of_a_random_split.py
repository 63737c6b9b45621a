import torch
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader


class Texts:
    def __init__(self, rows, labels, Rows):
        trn_rows, val_rows, trn_labels, val_labels = train_test_split(rows, labels, test_size=0.1)
        self.trn_set = Rows(trn_rows, trn_labels)
        self.val_set = Rows(val_rows, val_labels)

    def train_loader(self):
        return DataLoader(self.trn_set, batch_size=8)  # fault: ACU317


def fit(model, loader):
    for x in loader:
        model(x).backward()


class Pairs:
    def __init__(self, rows):
        self.train_rows, self.val_rows = self.parted(rows)

    def parted(self, rows):
        order = torch.randperm(len(rows))
        return rows[order[:90]], rows[order[90:]]

    def train_loader(self):
        return DataLoader(self.train_rows, batch_size=8)  # fault: ACU317
