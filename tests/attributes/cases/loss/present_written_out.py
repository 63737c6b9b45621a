# attribute: loss=binary-cross-entropy
# attribute: loss=kl-divergence
# attribute: loss=elbo
# attribute: loss=ssim
# attribute: architecture=vae
import torch


def loss_function(y, p, mu, logvar, ssim):
    bce = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return bce + kld + (1 - ssim(y, p))


print(loss_function(1, 1, 1, 1, 1))
