"""The arm that leaves the network where it is made is for machines without a GPU."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)


def wrapped(net, cuda):
    if cuda:
        net = nn.DataParallel(net).cuda()
    else:
        net = nn.DataParallel(net)
    return net


def available():
    if torch.cuda.is_available():
        net = Net().cuda()
    else:
        net = Net()
    return net


def told_not_to(args):
    if args.no_cuda or not torch.cuda.is_available():
        net = Net()
    else:
        net = Net().to(args.device)
    return net


def by_kind(kind, options):
    if kind == "cpu":
        net = Net()
    elif options["gpu"] >= 0 and kind == "single":
        net = Net().cuda(options["gpu"])
    else:
        net = nn.DataParallel(Net()).cuda()
    return net


def counted(gpu_ids):
    if len(gpu_ids) > 0:
        net = Net().cuda(gpu_ids[0])
    else:
        net = Net()
    return net


def in_the_plural(args):
    if args.gpus > 0:
        net = Net().cuda()
    else:
        net = Net()
    return net


class Trainer:
    def __init__(self, size, use_gpu):
        if not use_gpu:
            self.net = Net()
        elif size == "large":
            self.net = nn.DataParallel(Net()).cuda()
        else:
            self.net = Net().cuda()
