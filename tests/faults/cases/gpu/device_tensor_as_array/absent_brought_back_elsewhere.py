"""A function brings its result back; arms without a GPU; other things are compared."""

import torch
from torch.utils.data import DataLoader


class Reader:
    def __init__(self, net, device):
        self.net = net.to(device)
        self.device = device

    def run(self, x):
        return self.net(x.to(self.device)).cpu()

    def all(self, data):
        found = []
        for batch in DataLoader(data):
            out = self.run(batch[0])
            found.append(out)
        found = torch.cat(found)
        return found.numpy()


def save(tensor, name, cuda=False):
    if not cuda:
        image = tensor.clone().numpy()
    else:
        image = tensor.clone().cpu().numpy()
    if cuda:
        tensor = tensor.cpu()
        return tensor.numpy(), image
    else:
        return tensor.numpy(), image


def compare(net, loader, device):
    for x, y in loader:
        found = net(x.to(device))
        print(found.cpu().numpy(), y.numpy())
