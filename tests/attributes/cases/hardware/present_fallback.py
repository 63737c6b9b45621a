# attribute: hardware=cpu
# attribute: hardware=single-gpu
# no attribute: hardware=multi-gpu
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
