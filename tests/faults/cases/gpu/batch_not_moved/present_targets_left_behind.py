import torch

net = Net()
net.cuda()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in train_loader:
    x = x.cuda()
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(net(x), y)
    loss.backward()  # fault: ACU401
    optimizer.step()
