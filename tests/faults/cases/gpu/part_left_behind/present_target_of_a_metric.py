"""The masks stay where the loader put them and meet what the model gives, in a metric."""

import torch


def overlap(given, wanted):
    return ((given > 0.5) == (wanted > 0.5)).float().mean()


class Checker:
    def __init__(self, net, batches, device):
        self.net = net
        self.loader = batches
        self.device = device

    def check(self):
        total = 0.0
        for images, masks in self.loader:
            images = images.to(self.device)
            given = torch.sigmoid(self.net(images))
            total += overlap(given, masks)  # fault: ACU412
        return total


def renamed(loader, network, use_cuda):
    for batch in loader:
        first, second = torch.autograd.Variable(batch[0]), torch.autograd.Variable(batch[1])
        if use_cuda:
            first = first.cuda()
        yield torch.nn.functional.mse_loss(network(first), second)  # fault: ACU412
