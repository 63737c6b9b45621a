import numpy as np
import torch
import torch.nn.functional as F


def loss(scores, labels):
    p = F.softmax(scores, dim=1)
    a = torch.log(p + 1e-8)
    b = torch.log(p.clamp(min=1e-6))
    c = F.log_softmax(scores, dim=1)
    d = np.log(np.exp(3))
    return a + b + c + d
