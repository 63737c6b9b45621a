import numpy as np
import tensorflow as tf
import torch
from einops import rearrange, reduce, repeat

from mine import einsum

a = torch.einsum("bij,bjk->bik", left, right)
b = torch.einsum("b h i d, b h j d -> b h i j", q, k)
c = torch.einsum("...ij,...jk->...ik", left, right)
d = torch.einsum("ij,jk", *both)
e = torch.einsum(pattern, left, right)
f = rearrange(x, "b c (h p1) (w p2) -> b (h w) (p1 p2 c)", p1=4, p2=4)
g = rearrange(x, "... 1 d -> ... d")
h = reduce(x, "b c h w -> b c", "mean")
i = repeat(x, "() n d -> b n d", b=4)
j = einsum("ij->kl", x)
k = np.einsum("ij->", x)
m = tf.matmul(tf.zeros([2, 3]), tf.ones([2, 3]), transpose_b=True)
n = torch.matmul(torch.randn(2, 3, 4), torch.randn(size, 5))
p = torch.randn(3, 4) @ torch.randn(3, 4).t()
q = torch.mm(torch.randn(3, 4), torch.randn(3, 4).t())


def four(x):
    b, c, h, w = x.shape
    x = x.flatten(2)
    return torch.einsum("bcn,bdn->bcd", x, x)
