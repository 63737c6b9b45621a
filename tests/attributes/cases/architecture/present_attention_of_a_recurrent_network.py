# attribute: architecture=attention
# attribute: architecture=lstm
# no attribute: architecture=transformer
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.MultiheadAttention(8, 2)
        self.norm = nn.LayerNorm(8)
        self.cell = nn.LSTM(8, 8)


model = Decoder()
