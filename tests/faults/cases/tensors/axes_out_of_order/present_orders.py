import torch as th
from torch import nn


class Block(nn.Module):
    def tokens(self, x, H, W):
        B, L, C = x.shape
        if L > 1:
            x = x.view(B, C, H, W)  # fault: ACU202
        return x

    def last(self, images):
        b, c, h, w = images.size()
        flat = images.view(b, h * w, c)  # fault: ACU202
        again = flat * 2
        rest = images.reshape((b, -1, c))  # fault: ACU202
        return again, rest, images.view(b, h, w, c)  # fault: ACU202

    def forward(self, features, rows):
        n, length, width = features.size()
        return features.reshape((n, width, rows, length_of(rows)))  # fault: ACU202


def swap(seq):
    return seq.view(seq.size(1), seq.size(0), -1) + th.ones(1)  # fault: ACU202


def join(h):
    return h.reshape(h.shape[0] * h.shape[2], h.shape[1])  # fault: ACU202
