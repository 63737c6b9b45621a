import torch
from torch.utils.data.distributed import DistributedSampler as DS

sampler = DS(train_set)  # fault: ACU406
loader = torch.utils.data.DataLoader(train_set, sampler=sampler)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
