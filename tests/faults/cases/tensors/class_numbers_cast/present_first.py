import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.criterion = nn.CrossEntropyLoss(reduction="none")

    def step(self, scores, kinds):
        return self.criterion(scores, kinds.to(torch.float32))  # fault: ACU210


def measure(scores, batch):
    def inner(kinds):
        return F.cross_entropy(scores, kinds["all"].double())  # fault: ACU210

    return inner(batch)
