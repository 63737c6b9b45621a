import torch
from torch.optim.lr_scheduler import LambdaLR

optimizer = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98))
scheduler = LambdaLR(optimizer, lambda step: min(step**-0.5, step * 4000**-1.5))
