# attribute: loss=noise-prediction
# attribute: loss=mean-squared-error
import torch
from torch import nn

mse = nn.MSELoss()
noise = torch.randn(2)
predicted_noise = nn.Linear(2, 2)(noise)
loss = mse(noise, predicted_noise)
