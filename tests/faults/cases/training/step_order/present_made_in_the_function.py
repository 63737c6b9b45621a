import torch


def warm_up(optimizer, epoch):
    for group in optimizer.param_groups:
        group["lr"] = epoch


def one(net, loader, epoch):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in loader:
        net.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()  # fault: ACU323


def two(net, loader, optimizer, epoch):
    for x, y in loader:
        warm_up(optimizer, epoch)
        loss = criterion(net(x), y)
        loss.backward()  # fault: ACU323
        optimizer.zero_grad()


def three(net, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
