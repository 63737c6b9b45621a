"""The arm that does not move is for one GPU, for another size, or for a GPU itself."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)


def several():
    if torch.cuda.device_count() > 1:
        net = nn.DataParallel(Net()).cuda()
    else:
        net = Net()  # fault: ACU411
    return net


def turned(use_cuda):
    if not use_cuda:
        net = Net().to("cuda")
    else:
        net = Net()  # fault: ACU411
    return net


def by_size(args):
    if args.cuda and args.size == "small":
        net = Net().cuda()
    else:
        net = Net()  # fault: ACU411
    return net


def first(gpu):
    if gpu == 0:
        net = Net()  # fault: ACU411
    else:
        net = Net().cuda(gpu)
    return net
