import torch.nn.functional as F

PAD_TOKEN = 0


def collate(words):
    words[words == PAD_TOKEN] = -100
    return words


def measure(scores, words):
    return F.cross_entropy(scores.view(-1, 100), collate(words).view(-1))
