# attribute: architecture=transformer
# no attribute: architecture=mlp
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.MultiheadAttention(8, 2)
        self.norm = nn.LayerNorm(8)
        self.out = nn.Linear(8, 8)


model = Block()
