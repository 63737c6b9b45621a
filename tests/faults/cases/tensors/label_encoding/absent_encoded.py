import torch
import torch.nn.functional as F
from torch import nn


class Losses:
    def cross_entropy(self, scores, labels):
        return scores - labels


own = Losses()
F.cross_entropy(scores, torch.tensor([0, 1, 2]))
F.cross_entropy(scores, F.one_hot(numbers, 3).float())
F.cross_entropy(scores, y.long())
F.cross_entropy(scores, soft.float())
F.cross_entropy(scores, torch.randint(0, 3, (8,)))
F.cross_entropy(scores, torch.LongTensor(numbers))
own.cross_entropy(scores, torch.tensor([0.0, 1.0]))
F.binary_cross_entropy_with_logits(scores, y.float())
F.binary_cross_entropy_with_logits(scores, y)
nn.MSELoss()(scores, y.long())


def choose(y, as_float):
    if as_float:
        y = y.float()
    return F.cross_entropy(scores, y)
