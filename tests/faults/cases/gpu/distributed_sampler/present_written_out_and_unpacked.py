"""The loader gets what a dictionary holds, which is written out and has no sampler in it."""

import torch
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler


def main(data, model, size):
    sampler = DistributedSampler(data)  # fault: ACU406
    given = dict(batch_size=size, num_workers=4)
    loader = DataLoader(data, **given)
    model = torch.nn.parallel.DistributedDataParallel(model)
    for epoch in range(10):
        sampler.set_epoch(epoch)
        for x in loader:
            model(x).sum().backward()
