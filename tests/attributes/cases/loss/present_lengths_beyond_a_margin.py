# attribute: loss=hinge
import torch


def score(truth, lengths):
    present = truth * torch.clamp(0.9 - lengths, min=0.0) ** 2
    return present.sum()


print(score(1, 1))
