# attribute: loss=dice
import torch


def step(model, x, y):
    out = model(x)
    inter = (out * y).sum()
    loss = 1 - (2.0 * inter + 1.0) / (out.sum() + y.sum() + 1.0)
    loss.backward()
