# attribute: loss=mean-squared-error
import torch


def step(model, x, y):
    out = model(x)
    loss = torch.mean(torch.pow(out - y, 2))
    loss.backward()
