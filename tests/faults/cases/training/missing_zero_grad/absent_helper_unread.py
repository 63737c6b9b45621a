import torch
from steps import prepare

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    prepare(optimizer)
    criterion(net(x), y).backward()
    optimizer.step()
