import torch
from torch.utils.data import DataLoader


def train(model, problem, epochs):
    train_set = problem.make(1000)
    train_loader = DataLoader(train_set, batch_size=8)  # fault: ACU317
    for epoch in range(epochs):
        for x in train_loader:
            model(x).backward()
