# no attribute: size=medium
# no attribute: size=large
import torch

print(torch.zeros(1))
