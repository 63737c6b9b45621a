import torch
from own import pad_sequence as own_padding
from torch import nn
from torch.nn.utils.rnn import pad_sequence


def collate(batch):
    words, tags, labels = zip(*batch)
    words = pad_sequence(words)
    tags = pad_sequence(tags, padding_value=1)
    others = own_padding(tags)
    return words, tags, others, torch.tensor(labels)


criterion = nn.CrossEntropyLoss(ignore_index=1)
