# no attribute: reproducibility
# text requirements.txt: torch>=2
# text requirements.txt: numpy==1.26.4
import torch

print(torch.initial_seed())
