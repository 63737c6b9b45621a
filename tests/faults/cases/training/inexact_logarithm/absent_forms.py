import math

import torch


def forms(x, y):
    a = torch.log1p(x) + torch.log(x)
    b = torch.exp(x) - 10 + torch.exp(y) - 1.5
    c = torch.log(torch.sum(torch.exp(x - x.max()), dim=1))
    d = torch.log(1 - x + y) + math.log(1 + 2)
    return a, b, c, d
