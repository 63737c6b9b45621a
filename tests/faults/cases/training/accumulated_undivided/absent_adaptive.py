import torch
import torch.nn.functional as F

optimizer = torch.optim.Adam(net.parameters())
for i, (x, y) in enumerate(loader):
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
