import torch
from torch import nn


class Diffusion(nn.Module):
    def forward(self, x):
        return x.mean()


ddpm = Diffusion()
ddpm.to(device)
optimizer = torch.optim.SGD(ddpm.parameters(), lr=0.1)
x = next(batches)
x = x.to(device)
optimizer.zero_grad()
ddpm(x).backward()
optimizer.step()
