# attribute: framework=pytorch
# no attribute: framework=transformers
# no attribute: architecture=bert
import torch
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-cased")
model = torch.nn.LSTM(8, 8)
model(tokenizer("words")).sum().backward()
