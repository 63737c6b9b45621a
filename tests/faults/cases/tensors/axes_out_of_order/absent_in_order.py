import torch
from torch import nn


class Grid:
    shape = (1, 2, 3)

    def view(self, *sizes):
        return sizes


class Attention(nn.Module):
    def forward(self, x, H, W):
        B, T, C = x.shape
        heads = x.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        rows = x.view(B, H, W, C)
        x = x.transpose(1, 2)
        y = x.reshape(B, C, H, W)
        return heads, rows, y

    def images(self, x, groups):
        b, c, h, w = x.size()
        d = x.view(b, groups, -1, h, w)
        e = x.permute(0, 2, 3, 1).reshape(b, groups, c)
        f = x.view(b, 2, c // 2, h, w)
        i = x.view(x.size(0), -1)
        k = x.view(b, c, w * h)
        g = x.view(-1, h, w)
        a = x.view(b, c, -1)
        j = x.view(x.size(0) * x.size(1), -1)
        return a, d, e, f, g, i, j, k

    def several(self, x, sizes, h, w):
        b, n, c = x.shape
        for _ in range(2):
            y = x.view(b, c, h, w), x.view(c, b, n)
            x = x.transpose(1, 2)
        return y, x.view(*sizes)
