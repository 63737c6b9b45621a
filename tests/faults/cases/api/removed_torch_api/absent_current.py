import torch
from torch.nn.utils import clip_grad_norm_

from mine import symeig

torch.linalg.eigh(matrix)
symeig(matrix)
clip_grad_norm_(parameters, 1.0)
