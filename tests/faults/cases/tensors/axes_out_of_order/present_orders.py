import torch as th
from torch import nn


class Block(nn.Module):
    def tokens(self, x, H, W):
        B, L, C = x.shape
        if L > 1:
            x = x.view(B, C, H, W)  # fault: ACU210
        return x

    def forward(self, features, rows):
        n, length, width = features.size()
        return features.reshape((n, width, rows, length_of(rows)))  # fault: ACU210


def swap(seq):
    return seq.view(seq.size(1), seq.size(0), -1) + th.ones(1)  # fault: ACU210


def join(h):
    return h.reshape(h.shape[0] * h.shape[2], h.shape[1])  # fault: ACU210
