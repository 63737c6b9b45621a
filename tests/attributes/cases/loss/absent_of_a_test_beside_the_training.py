# attribute: loss=cross-entropy
# no attribute: loss=negative-log-likelihood
import torch.nn.functional as F
from torch import nn

criterion = nn.CrossEntropyLoss()


def train(model, x, y):
    criterion(model(x), y).backward()


def test(model, x, y):
    return F.nll_loss(model(x), y, reduction="sum").item()


train(len, 1, 2)
test(len, 1, 2)
