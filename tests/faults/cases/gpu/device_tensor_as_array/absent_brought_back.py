"""Brought back here or by a helper, chosen by the device, or never on one."""

import numpy as np
import torch


def back(x):
    return x.cpu()


def one(net, x, device):
    x = x.to(device)
    y = back(net(x))
    z = net(x).cpu()
    return y.numpy(), z.numpy(), x.detach().cpu().numpy()


def chosen(x, device):
    x = x.to(device)
    if device == "cpu":
        return x.numpy()
    return x.cpu().numpy()


def never(rows):
    return torch.from_numpy(np.asarray(rows)).numpy()


class Table:
    def numpy(self):
        return [1]


def lookalike(device):
    return Table().numpy()
