# no attribute: metric
import torch

print("accuracy", torch.ones(1))
