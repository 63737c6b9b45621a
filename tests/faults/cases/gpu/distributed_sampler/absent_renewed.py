import torch
from torch.utils.data.distributed import DistributedSampler

sampler = DistributedSampler(train_set)
val_sampler = DistributedSampler(val_set)
for epoch in range(3):
    sampler.set_epoch(epoch)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
