import torch
from torch.autograd import Variable

for epoch in range(10):
    net.train()
    for x, y in train_data:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
    net.eval()
    for x, y in valid_data:
        output = net(Variable(x, volatile=True))  # fault: ACU501  # clean: ACU325
