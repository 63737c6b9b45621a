import torch
from torch.utils.data import BatchSampler, DataLoader
from torch.utils.data.distributed import DistributedSampler

sampler = DistributedSampler(train_set)
batches = BatchSampler(sampler, 8, drop_last=True)
loader = DataLoader(train_set, batch_sampler=batches)
plain = DataLoader(train_set, batch_size=8, shuffle=True)
for epoch in range(3):
    sampler.set_epoch(epoch)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
