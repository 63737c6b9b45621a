import torch

model = torch.nn.Linear(2, 2)
for parameter in model.parameters():
    parameter.requires_grad = False
require_grad = True
