"""DataParallel takes its inputs from main memory; only the targets need to be moved."""

import torch
from torch import nn


def main(net, loader):
    model = nn.DataParallel(net).cuda()
    for images, labels in loader:
        labels = labels.cuda()
        output = model(images)
        print(nn.functional.cross_entropy(output, labels))
