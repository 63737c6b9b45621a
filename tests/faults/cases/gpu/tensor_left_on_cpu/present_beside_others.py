"""One of the tensors that are made in a row has no device; new indices look up an embedding."""

import torch
from torch import nn


class Replay:
    def __init__(self, size, width, device):
        self.device = device
        self.states = torch.zeros((size, width), device=self.device)
        self.actions = torch.zeros((size, 1), dtype=torch.long)  # fault: ACU408
        self.rewards = torch.zeros((size, 1), device=self.device)


class Words(nn.Module):
    def __init__(self, count, width):
        super().__init__()
        self.embed = nn.Embedding(count, width)

    def say(self, last):
        return self.embed(torch.tensor([last]))  # fault: ACU408


model = Words(10, 4).to("cuda")
