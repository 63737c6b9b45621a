import torch

import model as own

net = own.Network()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step, (x, y) in enumerate(loader):
    net.train()
    loss = criterion(net(x), y)
    loss.backward()  # fault: ACU322
    optimizer.step()
    writer.add_scalar("loss", loss.item(), global_step)
    evaluate(net, test_loader)
