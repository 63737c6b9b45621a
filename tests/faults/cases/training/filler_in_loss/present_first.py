import torch
import torch.nn.functional as F

PAD_TOKEN = 0


def measure(scores, words, smoothing):
    scores = scores.view(-1, 100)

    def inner():
        return F.cross_entropy(scores.view(-1, 100), words.view(-1))  # fault: ACU337

    if smoothing:
        return words.ne(PAD_TOKEN)
    return F.cross_entropy(scores, words)  # fault: ACU337


class Smoothed(torch.nn.Module):
    pass


def losses(smoothing):
    plain = torch.nn.CrossEntropyLoss()  # fault: ACU337
    return Smoothed(smoothing, ignore_index=PAD_TOKEN), plain
