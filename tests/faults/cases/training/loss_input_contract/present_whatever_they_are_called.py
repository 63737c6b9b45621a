import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 2)

    def forward(self, x):
        return self.body(x)


def halves(values, size):
    return values[:size], values[size:]


def learn(judge: Judge, data, optimizer):
    feed = iter(DataLoader(data, batch_size=8, shuffle=True))
    for _ in range(100):
        x, kinds = next(feed)
        kinds = kinds.to(x.device)
        told = halves(judge(x), 4)[0]
        optimizer.zero_grad()
        wrong = F.cross_entropy(kinds, told, reduction="mean")  # fault: ACU310
        ones = torch.ones(8, dtype=torch.long)
        again = F.cross_entropy(ones, judge(x.flip(0)))  # fault: ACU310
        (wrong + again).backward()
        optimizer.step()
