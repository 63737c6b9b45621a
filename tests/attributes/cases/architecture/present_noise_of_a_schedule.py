# attribute: architecture=ddpm
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 3, 3))
alpha_bars = torch.cumprod(1 - torch.linspace(0, 1, 9), dim=0)


def step(x, noise):
    guessed_noise = net(alpha_bars[3] * x + noise)
    return nn.functional.mse_loss(noise, guessed_noise)


step(1, 2).backward()
