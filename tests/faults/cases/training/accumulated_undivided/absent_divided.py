import torch
import torch.nn.functional as F
from torch import optim

one = optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(loader):
    loss = F.cross_entropy(net(x), y)
    loss = loss / 4
    loss.backward()
    if (i + 1) % 4 == 0:
        one.step()
        one.zero_grad()

for i, (x, y) in enumerate(loader):
    loss = F.cross_entropy(net(x), y)
    one.zero_grad()
    loss.backward()
    one.step()
    if i % 100 == 0:
        print(loss.item())

for i, (x, y) in enumerate(loader):
    loss = net.loss(x, y)
    loss.backward()
    if i % 4 == 0:
        one.step()
        one.zero_grad()

for i, (x, y) in enumerate(loader):
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    if i % 1 == 0:
        one.step()
        one.zero_grad()
