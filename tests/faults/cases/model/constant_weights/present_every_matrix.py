import torch
from torch import nn

model = nn.Transformer()
for p in model.parameters():
    if p.dim() > 1:
        nn.init.zeros_(p)  # fault: ACU118
for p in model.parameters():
    if p.dim() > 1:
        nn.init.xavier_uniform_(p)
    else:
        nn.init.zeros_(p)
