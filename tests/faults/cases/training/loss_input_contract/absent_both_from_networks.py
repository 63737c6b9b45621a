import torch
import torch.nn.functional as F
from torch import nn


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 2)

    def forward(self, x):
        return self.body(x)


def learn(judge: Judge, teacher: Judge, loader, optimizer, other):
    for x, kinds in loader:
        told = judge(x)
        optimizer.zero_grad()
        right = F.cross_entropy(told, kinds)
        soft = F.cross_entropy(told, teacher(x).softmax(1))
        unseen = F.cross_entropy(other(x), judge(x).argmax(1))
        squared = F.mse_loss(kinds, told)
        (right + soft + unseen + squared).backward()
        optimizer.step()
