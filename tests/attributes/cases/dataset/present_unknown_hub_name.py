# attribute: dataset=somebody/rare-birds
import torch
from datasets import load_dataset

data = load_dataset("somebody/rare-birds", "small")
print(torch.ones(1))
