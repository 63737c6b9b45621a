import torch
from sentence_transformers.datasets import SentenceLabelDataset
from torch.utils.data import DataLoader


def train_epoch(model, problem, epoch):
    train_set = problem.make(1000)
    train_loader = DataLoader(train_set, batch_size=8)  # unknown: ACU317
    for x in train_loader:
        model(x).backward()


def fit(model, rows, scaler):
    scaler.train(DataLoader(train_rows(rows), batch_size=8))  # unknown: ACU317
    labelled = SentenceLabelDataset(rows)
    train_loader = DataLoader(labelled, batch_size=8)  # unknown: ACU317
    for epoch in range(10):
        for x in train_loader:
            model(x).backward()
        train_epoch(model, rows, epoch)
