# attribute: architecture=pinn
# path: pinn/heat.py
import torch
from torch import nn

net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.ones(1, requires_grad=True)
u = net(x)
slope = torch.autograd.grad(u, x, create_graph=True)[0]
(slope + u).pow(2).mean().backward()
