import torch
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler


def judge(data, net):
    if torch.distributed.is_initialized():
        sampler = DistributedSampler(data)
    else:
        sampler = None
    test_loader = DataLoader(data, batch_size=8, sampler=sampler)
    with torch.no_grad():
        for x, y in test_loader:
            print(net(x).argmax(1) == y)


def loader_of(data, rank):
    sampler = DistributedSampler(data) if rank != -1 else None  # unknown: ACU406
    return DataLoader(data, batch_size=8, sampler=sampler)


def step(net, x, y):
    torch.nn.functional.cross_entropy(net(x), y).backward()


judge(held_out, network)
