import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    mixed.zero_grad()
    mixed.backward(criterion(net(x), y))
    mixed.optimize(optimizer)
