# attribute: loss=cross-entropy
# module tools.py: import torch
# module tools.py: from torch.optim import SGD
from tools import *

criterion = torch.nn.functional.cross_entropy


def step(model, x, y):
    judged = criterion(model(x), y)
    judged.backward()
