import torch
from torch import nn


class Codes(nn.Module):
    def __init__(self, count, width):
        super().__init__()
        self.book = nn.Embedding(count, width)

    def forward(self, inputs):
        inputs = inputs.permute(0, 2, 3, 1).contiguous()
        shape = inputs.shape
        rows = inputs.view(-1, shape[-1])
        picked = torch.cdist(rows, self.book.weight).argmin(1)
        quantized = self.book(picked).view(shape)
        quantized = inputs + (quantized - inputs).detach()
        return picked, quantized.contiguous()  # fault: ACU221


class Mix(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lift = nn.Linear(width, width)

    def forward(self, x):
        y = self.lift(x.permute((0, 2, 3, 1)))
        y = torch.relu(y)
        return y  # fault: ACU221
