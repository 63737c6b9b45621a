import torch

optimizer = torch.optim.Adam(net.parameters())
for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()  # fault: ACU323
        total = loss.item()
