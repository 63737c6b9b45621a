import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
net.to(device)
for x, y in train_loader:
    optimizer.zero_grad()
    loss = criterion(net(x.to(device)), y.to(device))
    loss.backward()
    optimizer.step()
for batch in train_loader:
    x, y = (t.to(device) for t in batch)
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
