import torch
from steps import rmsprop

net = torch.nn.Linear(8, 2)
for x, y in loader:
    net.zero_grad()
    torch.nn.functional.mse_loss(net(x), y).backward()
    rmsprop(net.parameters(), 1e-3, 0.9)

net = torch.nn.Linear(8, 2)
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3)
for x, y in loader:
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(net(x), y).backward()
    optimizer.step()
