# attribute: dataset=garden-snails
# no attribute: dataset=train
import pandas as pd
import torch

frame = pd.read_csv("https://example.org/files/garden-snails.csv")
rest = pd.read_csv("https://example.org/files/train.csv")
model = torch.nn.Linear(frame.shape[1], 1)
