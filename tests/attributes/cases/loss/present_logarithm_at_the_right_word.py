# attribute: loss=cross-entropy
import torch
from torch.nn import functional as F


def score(logits, target_words):
    log_probs = F.log_softmax(logits, dim=-1)
    right = torch.gather(log_probs, -1, target_words.unsqueeze(-1))
    return -right.sum()


score(1, 2).backward()
