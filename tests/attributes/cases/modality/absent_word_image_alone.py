# no attribute: modality
import torch

image = torch.zeros(3, 8, 8)
print("image", image)
