# no attribute: training-style
import torch

model = torch.load("model.pt")
print(model(torch.ones(1)))
