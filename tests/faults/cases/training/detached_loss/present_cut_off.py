import torch

optimizer = torch.optim.Adam(net.parameters())
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(net(x), y).detach()
    loss.requires_grad = True
    loss.backward()  # fault: ACU308
    optimizer.step()


def fit(x, y):
    optimizer.zero_grad()
    out = net(x)
    err = criterion(out.argmax(dim=1), y)
    err.backward()  # fault: ACU308
    optimizer.step()
