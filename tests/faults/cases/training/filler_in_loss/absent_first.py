import torch
import torch.nn.functional as F

PAD_TOKEN = 0


def told(scores, words):
    return F.cross_entropy(scores.view(-1, 100), words.view(-1), ignore_index=PAD_TOKEN)


def apart(scores, words):
    each = F.cross_entropy(scores.view(-1, 100), words.view(-1), reduction="none")
    return each.sum()


def weighed(scores, words, weight):
    return F.cross_entropy(scores.view(-1, 100), words.view(-1), weight=weight)


def whole(scores, kind):
    return F.cross_entropy(scores, kind)
