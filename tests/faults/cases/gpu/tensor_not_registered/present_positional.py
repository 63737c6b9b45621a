import math

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, width, length=5000):
        super().__init__()
        pe = torch.zeros(length, width)
        position = torch.arange(0, length).unsqueeze(1)
        pe[:, 0::2] = torch.sin(position / math.sqrt(width))
        pe = pe.unsqueeze(0)
        self.pe = pe  # fault: ACU410

    def forward(self, x):
        x = x + self.pe[:, : x.size(1)]
        return x


model = PositionalEncoding(16)
if torch.cuda.is_available():
    model.cuda()
