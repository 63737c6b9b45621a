# attribute: task=super-resolution
# attribute: task=image-to-image
# text README.md: # Super-resolution for small photos
import torch

print(torch.ones(1))
