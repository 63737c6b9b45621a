# no attribute: training-style=data-parallel
# no attribute: training-style=mixed-precision
import torch

from tools import average_gradients

model = torch.nn.Linear(2, 2)
model(torch.zeros(1, 2)).sum().backward()
average_gradients(model)
width = torch.zeros(4).half()
