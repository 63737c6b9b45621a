import torch
from torch import nn


def train(loader):
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda")
    netG = nn.Linear(64, 8).to(device)
    netD = nn.Linear(8, 1).to(device)
    for real, _ in loader:
        real = real.to(device)
        noise = torch.randn(real.size(0), 64)  # fault: ACU408
        fake = netG(noise)
        other = torch.randn(real.size(0), 64)
        other = other.to(device)
        netG(other)
        third = torch.randn(8, 64, device=device)
        netG(third)
        netD(fake).mean().backward()
