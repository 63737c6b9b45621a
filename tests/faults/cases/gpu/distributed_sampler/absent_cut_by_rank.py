import torch
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Subset
from torchvision import datasets

from mine import DataLoader as OwnLoader


def train(rank, world, net):
    net = DistributedDataParallel(net.to(rank), device_ids=[rank])
    whole = datasets.MNIST("data", train=True)
    train_set = Subset(whole, range(rank, len(whole), world))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loader = DataLoader(train_set, 32, shuffle=True)
    test_set = datasets.MNIST("data", train=False)
    test_loader = DataLoader(test_set, 32, shuffle=True)
    other = OwnLoader(whole, shuffle=True, sampler=pick)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x.to(rank)), y.to(rank)).backward()
        optimizer.step()
    return test_loader, other


plain = DataLoader(rows, shuffle=(pick is None), sampler=pick)
