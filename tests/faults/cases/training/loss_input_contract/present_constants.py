import torch
import torch.nn.functional as F


def pairs(decode, edges):
    scores = decode(edges)
    first = F.binary_cross_entropy(torch.ones_like(scores), scores)  # fault: ACU310
    numbers = torch.zeros(4, dtype=torch.long)
    second = F.cross_entropy(numbers, scores)  # fault: ACU310
    return first + second
