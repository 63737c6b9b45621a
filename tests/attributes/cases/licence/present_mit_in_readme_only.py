# attribute: licence=readme-only
# text README.md: # Project
# text README.md:
# text README.md: This project is released under the MIT licence.
import torch

print(torch.ones(1))
