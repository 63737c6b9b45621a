# attribute: loss=negative-log-likelihood
import math

import torch

z, log_det = torch.nn.Linear(2, 4)(torch.zeros(3, 2)).chunk(2, dim=1)
nll = torch.sum(0.5 * (math.log(2 * math.pi) + (z**2))) - log_det.sum()
nll.backward()
