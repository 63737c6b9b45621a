import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoTokenizer, DataCollatorForLanguageModeling

tokenizer = AutoTokenizer.from_pretrained("gpt2")
collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)


def collate(batch):
    return pad_sequence([item["labels"] for item in batch], padding_value=-100)


def encode(examples):
    out = tokenizer(examples["text"], padding="max_length")
    out["labels"] = out["input_ids"].copy()
    return out


def plain(examples):
    out = tokenizer(examples["text"])
    out["labels"] = out["input_ids"].copy()
    return out


loss = torch.nn.functional.cross_entropy(scores, labels)
