import torch
from apex import amp

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
net, optimizer = amp.initialize(net, optimizer, opt_level="O1")
for x, y in loader:
    loss = criterion(net(x), y)
    loss.backward()  # fault: ACU323
