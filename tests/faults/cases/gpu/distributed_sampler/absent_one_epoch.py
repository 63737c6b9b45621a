import torch
from torch.utils.data import DataLoader, DistributedSampler

sampler = DistributedSampler(train_set)
loader = DataLoader(train_set, sampler=sampler)
for x, y in loader:
    opt.zero_grad()
    crit(model(x), y).backward()
    opt.step()
