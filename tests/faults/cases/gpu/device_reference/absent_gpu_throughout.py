import torch

net = Net().cuda()
x = torch.zeros(3).cuda()
