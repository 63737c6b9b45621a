import torch
from torch import nn


class Net(nn.Module):
    pass


net = Net()
net.to("cuda")
model.cuda()
x = torch.zeros(3)
x = x.to("cuda")
y = net(
    x.to("cuda"),
)
for name, data in things.items():
    data.to("cuda")
