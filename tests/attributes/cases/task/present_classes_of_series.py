# no attribute: task=time-series-forecasting
# attribute: task=time-series-classification
import numpy as np
import torch

data = np.load("data/lorenz.npy")
model = torch.nn.LSTM(3, 8)
loss = torch.nn.CrossEntropyLoss()
