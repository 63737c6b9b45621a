# attribute: training-style=jit
import torch

model = torch.jit.script(torch.nn.Linear(1, 1))
model(torch.ones(1)).sum().backward()
