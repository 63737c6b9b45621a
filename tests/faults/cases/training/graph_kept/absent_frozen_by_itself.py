import torch
from torch import nn


class Inception(nn.Module):
    def __init__(self, requires_grad=False):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        for param in self.parameters():
            param.requires_grad = requires_grad

    def forward(self, x):
        return self.fc(x)


def get_activations(model, loader):
    model.eval()
    kept = []
    for x, y in loader:
        kept.append(model(x))
    return kept


def extract_activations(model, loader):
    model.eval()
    kept = []
    for x, y in loader:
        kept.append(model(x))
    return kept


model = Inception()
extract_activations(model, loader)
