import torch

head_optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    optimizer.step()  # fault: ACU349
    total = total + loss.item()
for x, y in loader:
    head_optimizer.zero_grad()
    criterion(head(x), y).backward()
    head_optimizer.step()
