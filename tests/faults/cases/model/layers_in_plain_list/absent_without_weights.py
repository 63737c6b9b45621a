import torch.nn as nn


class Mean(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.pool = nn.AvgPool1d(width)

    def forward(self, x):
        return self.pool(x)


class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.means = [Mean(width) for width in widths]
