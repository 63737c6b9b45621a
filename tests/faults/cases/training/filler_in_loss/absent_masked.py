import torch
import torch.nn.functional as F

PAD_TOKEN = 0
criterion = torch.nn.CrossEntropyLoss()


def measure(scores, words):
    loss = criterion(scores.view(-1, 100), words.view(-1))
    return loss.masked_select(words.ne(PAD_TOKEN)).mean()
