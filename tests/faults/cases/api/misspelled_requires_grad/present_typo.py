import torch

model = torch.nn.Linear(2, 2)
for parameter in model.parameters():
    parameter.require_grad = False  # fault: ACU504
