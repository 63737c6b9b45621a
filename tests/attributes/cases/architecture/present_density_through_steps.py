# attribute: architecture=normalizing-flow
from torch import nn


class Chain(nn.Module):
    def forward(self, x, steps, prior):
        z, log_det = steps(x)
        log_px = prior.log_prob(z) + log_det
        return log_px


print(Chain())
