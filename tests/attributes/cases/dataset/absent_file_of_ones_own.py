# no attribute: dataset
import pandas as pd
import torch

frame = pd.read_csv("garden-snails.csv")
model = torch.nn.Linear(frame.shape[1], 1)
