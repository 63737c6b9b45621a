# no attribute: loss=noise-prediction
import torch
from torch import nn

mse = nn.MSELoss()
noise = torch.randn(2)
loss = mse(nn.Linear(2, 2)(noise), torch.ones(2))
