import torch
import transformers
from torch import nn
from torch.nn.utils import rnn

PAD = 1
tokenizer = transformers.AutoTokenizer.from_pretrained("gpt2")


def collate(batch):
    def inner(pairs):
        sentences, tags = zip(*pairs)
        sentences = rnn.pad_sequence(sentences, batch_first=True)
        tags = rnn.pad_sequence(tags, batch_first=True, padding_value=PAD)  # fault: ACU309
        return sentences, tags

    return inner(batch)


def encode(examples):
    out = tokenizer(examples["text"], truncation=True, padding="max_length")
    out["labels"] = out["input_ids"].copy()  # fault: ACU309
    return out


class Trainer:
    def __init__(self):
        self.criterion = nn.CrossEntropyLoss()
