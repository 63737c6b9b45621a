import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0, momentum=0.9)
for step, (x, y) in enumerate(loader):
    for group in optimizer.param_groups:
        group["lr"] = schedule[step]
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
