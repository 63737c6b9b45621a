# attribute: loss=negative-log-likelihood
# no attribute: loss=policy-gradient-loss
import torch


def loss_fn(flow, x):
    return -flow.log_prob(x).mean()


loss_fn(torch.nn.Linear(1, 1), 2).backward()
