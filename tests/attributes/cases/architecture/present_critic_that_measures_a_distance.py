# attribute: architecture=wgan
# attribute: loss=wasserstein
import torch


class Generator(torch.nn.Module):
    pass


class Discriminator(torch.nn.Module):
    pass


real_validity = Discriminator()(pictures)
fake_validity = Discriminator()(Generator()(z))
d_loss = -torch.mean(real_validity) + torch.mean(fake_validity)
d_loss.backward()
