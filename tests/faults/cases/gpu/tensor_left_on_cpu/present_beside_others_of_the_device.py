"""Other tensors of the same function are made on the device; this one is not, and meets them."""

import torch


def generate(cell, join, z):
    h = torch.zeros(z.size(0), 32)
    x = torch.zeros(z.size(0), 4, device=z.device)
    for part in torch.unbind(z, dim=1):
        h = cell(torch.cat((x, part), dim=1), h)  # fault: ACU408
    return join(h)


def layers(size, device):
    noises = [torch.randn(1, 1, 4, 4, device=device)]
    for level in range(size):
        noises.append(torch.randn(1, 1, 2**level, 2**level))  # fault: ACU408
    return noises
