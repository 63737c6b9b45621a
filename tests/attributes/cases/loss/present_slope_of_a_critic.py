# attribute: loss=wasserstein
import torch

slope = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)[0]
penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean()
penalty.backward()
