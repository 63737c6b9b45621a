# attribute: loss=focal
import torch

gamma = 2.0


def step(model, x, y):
    out = model(x)
    pt = torch.exp(-out)
    loss = ((1 - pt) ** gamma * out).mean()
    loss.backward()
