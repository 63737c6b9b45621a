# attribute: licence=none
# no attribute: licence=permissive
# text README.md: # Project
import torch

print(torch.ones(1))
