# no attribute: hardware=single-gpu
# attribute: hardware=cpu
import torch

print(torch.ones(1))
