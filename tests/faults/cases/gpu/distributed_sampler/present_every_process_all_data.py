import torch
from torch.nn.parallel import DistributedDataParallel as Parallel
from torchvision import datasets


def train(rank, net):
    net = Parallel(net.to(rank), device_ids=[rank])
    train_set = datasets.MNIST("data", train=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(train_set, 32, shuffle=True)  # fault: ACU406
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x.to(rank)), y.to(rank)).backward()
        optimizer.step()
