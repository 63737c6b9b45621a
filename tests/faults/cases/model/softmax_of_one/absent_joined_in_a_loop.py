import torch
from torch import nn


class Scores(nn.Module):
    """One score for each part, and how many parts there are is not known."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(16, 8)
        self.score = nn.Linear(8, 1)

    def forward(self, parts, query):
        found = []
        for part in parts.chunk(parts.size(1), dim=1):
            pair = self.first(torch.cat([part, query], dim=1).view(part.size(0), -1))
            found.append(self.score(torch.tanh(pair)))
        return torch.softmax(torch.cat(found, dim=1), dim=1)  # unknown: ACU101
