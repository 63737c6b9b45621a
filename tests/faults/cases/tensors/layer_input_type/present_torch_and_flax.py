import flax.linen as fnn
import jax.numpy as jnp
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(100, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x, y):
        x = x.float()
        x = self.words(x)  # fault: ACU208
        z = self.out(y.to(torch.long))  # fault: ACU208
        return x, z


class Tokens(fnn.Module):
    @fnn.compact
    def __call__(self, x):
        table = fnn.Embed(num_embeddings=10, features=4)
        return table(x.astype(jnp.float32))  # fault: ACU208
