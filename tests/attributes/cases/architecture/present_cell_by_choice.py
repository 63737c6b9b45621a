# attribute: architecture=lstm
# attribute: architecture=gru
import torch.nn as nn


class Reader(nn.Module):
    def __init__(self, kind):
        super().__init__()
        cell = nn.LSTM if kind == "long" else None
        if cell is None:
            cell = nn.GRU
        self.cell = cell(4, 8)

    def forward(self, x):
        return self.cell(x)


Reader("long")
