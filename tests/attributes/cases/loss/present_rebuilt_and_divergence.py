# attribute: loss=elbo
import torch

beta = 0.5


def step(model, x, y):
    out = model(x)
    recon, kl = out
    loss = recon + beta * kl
    loss.backward()
