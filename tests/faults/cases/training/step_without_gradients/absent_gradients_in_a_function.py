import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def gradients(x, y):
    criterion(net(x), y).backward()


for x, y in loader:
    optimizer.zero_grad()
    gradients(x, y)
    optimizer.step()
for x, y in loader:
    optimizer.zero_grad()
    engine.run(x, y)
    optimizer.step()
for one in (optimizer, optimizer):
    one.zero_grad()
