import torch
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler


def loaders(data, held_out):
    sampler = DistributedSampler(data)  # fault: ACU406
    loader = DataLoader(data, batch_size=8, sampler=sampler)
    sampler = DistributedSampler(held_out)
    test_loader = DataLoader(held_out, batch_size=8, sampler=sampler)
    return loader, test_loader


def train(net, data, held_out):
    loader, test_loader = loaders(data, held_out)
    for x, y in loader:
        torch.nn.functional.cross_entropy(net(x), y).backward()


train(network, numbers, others)
