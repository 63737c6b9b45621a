# attribute: task=tabular-regression
# attribute: modality=tabular
import numpy as np
import torch

x_train = np.array([[3.3], [4.4]])
y_train = np.array([[1.7], [2.8]])
net = torch.nn.Linear(1, 1)
loss = torch.nn.MSELoss()
