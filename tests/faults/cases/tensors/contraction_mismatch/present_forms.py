import jax.numpy as jnp
import numpy as np
import tensorflow as tf
import torch
from einops import rearrange as change
from einops import repeat

a = torch.einsum("bij,bjk->bikl", left, right)  # fault: ACU204
b = np.einsum("ij,jk", left)  # fault: ACU204
c = change(x, "b c h w -> b (h w)")  # fault: ACU204
d = repeat(x, "h w -> h w c d", c=3)  # fault: ACU204
e = tf.matmul(tf.zeros([2, 3]), tf.ones([2, 3]))  # fault: ACU204


class Attention(torch.nn.Module):
    def forward(self, q, k):
        batch, heads, length, width = q.shape
        scores = torch.einsum("bld,bmd->blm", [q, k])  # fault: ACU204
        return jnp.einsum("bh->hh", scores)  # fault: ACU204


def product():
    w = torch.randn(4, 8)
    x = torch.randn(4, 8)
    return torch.mm(x, w)  # fault: ACU204
