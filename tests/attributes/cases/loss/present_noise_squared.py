# attribute: loss=noise-prediction
import torch


def step(model, x, y):
    out = model(x)
    noise = torch.randn(3)
    loss = torch.mean((noise - model(x + noise)) ** 2)
    loss.backward()
