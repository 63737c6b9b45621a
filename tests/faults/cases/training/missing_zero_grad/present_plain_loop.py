import torch
from torch import nn

net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
optimizer.zero_grad()
for epoch in range(3):
    for x, y in loader:
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()  # fault: ACU322
        optimizer.step()
