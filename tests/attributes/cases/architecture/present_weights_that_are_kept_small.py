# attribute: architecture=wgan
import torch


class Generator(torch.nn.Module):
    pass


class Discriminator(torch.nn.Module):
    pass


critic = Discriminator()
for p in critic.parameters():
    p.data.clamp_(-0.01, 0.01)
critic(Generator()(z)).mean().backward()
