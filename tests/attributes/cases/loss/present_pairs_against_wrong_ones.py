# attribute: loss=nce
import torch
from torch.nn.functional import logsigmoid


def step(positive, negative):
    loss = -(logsigmoid(positive).mean() + logsigmoid(-negative).mean())
    loss.backward()
