# no attribute: loss=mean-squared-error
import torch

mean, logvar = torch.zeros(2), torch.zeros(2)
kl_loss = -0.5 * torch.sum(1 + logvar - (mean - 0.0).pow(2) - logvar.exp())
