"""The network is told of the device for what it makes itself; its layers go nowhere."""

import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self, width, use_gpu):
        super().__init__()
        self.use_gpu = use_gpu
        self.rows = nn.GRU(width, width)

    def forward(self, x):
        start = torch.zeros(1, x.size(1), x.size(2))
        if self.use_gpu:
            start = start.cuda()
        return self.rows(x, start)[0]


class Wide(nn.Module):
    def __init__(self, width, device):
        super().__init__()
        self.layer = nn.Linear(width, width).to(device)

    def forward(self, x):
        return self.layer(x)


def main(batches, width, gpus):
    reader = Reader(width, gpus > 0)
    wide = Wide(width, "cuda" if gpus else "cpu")
    if gpus > 1:
        reader = nn.DataParallel(reader, device_ids=list(range(gpus)))
    reader.train()
    wide.train()
    for x in batches:
        x = x.cuda()
        loss = reader(x).sum()  # fault: ACU411
        (loss + wide(x).sum()).backward()
