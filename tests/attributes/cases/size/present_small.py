# attribute: size=small
# no attribute: size=large
import torch

print(torch.ones(1))
