# attribute: loss=kl-divergence
import torch

kl = torch.mean(log_prob_of_the_guess - log_prob_of_the_prior)
kl.backward()
