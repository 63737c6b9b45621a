# no attribute: loss=wasserstein
import torch

slope = torch.autograd.grad(critic(real).sum(), real, create_graph=True)[0]
penalty = (slope.norm(2, dim=1) ** 2).mean()
penalty.backward()
