import torch
from torch.utils.data import DataLoader, DistributedSampler

for epoch in range(3):
    sampler = DistributedSampler(train_set, seed=epoch)
    loader = DataLoader(train_set, sampler=sampler)
    for x, y in loader:
        opt.zero_grad()
        crit(model(x), y).backward()
        opt.step()
