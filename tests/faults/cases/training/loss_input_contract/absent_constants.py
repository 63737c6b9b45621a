import torch
import torch.nn.functional as F


def pairs(decode, edges):
    scores = decode(edges)
    first = F.binary_cross_entropy(scores, torch.ones_like(scores))
    made = torch.zeros(4, 3)
    made[0] = scores
    learnt = torch.zeros_like(scores, requires_grad=True)
    return first + F.cross_entropy(made, edges) + F.cross_entropy(learnt, edges)
