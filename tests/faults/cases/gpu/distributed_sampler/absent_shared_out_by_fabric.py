"""Fabric gives each process its part of the data, by either of its names."""

import lightning_fabric
import torch
from torch.nn.parallel import DistributedDataParallel as Parallel
from torchvision import datasets


def train(rank, net, fabric):
    net = Parallel(net.to(rank), device_ids=[rank])
    train_set = datasets.MNIST("data", train=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(train_set, 32, shuffle=True)
    for x, y in fabric.setup_dataloaders(loader):
        optimizer.zero_grad()
        criterion(net(x.to(rank)), y.to(rank)).backward()
        optimizer.step()
