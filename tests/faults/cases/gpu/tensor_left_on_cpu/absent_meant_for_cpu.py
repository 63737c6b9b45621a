"""A tensor that stays behind on purpose, is moved later, or stands far from the others."""

import torch
from torch import nn


class Replay:
    def __init__(self, size, width, device):
        self.states = torch.zeros((size, width), device=device)
        self.kept = torch.zeros((size, 1))
        self.host = torch.zeros((size, 1), device="cpu")
        self.rewards = torch.zeros((size, 1), device=device)

    def give(self, device):
        return self.states, self.kept.to(device)


def loop(size, device):
    first = torch.zeros(size, device=device)
    found = torch.zeros(size)
    second = torch.zeros(size, device=device)
    for i in range(size):
        found[i] = (first[i] + second[i]).item()
    return found.numpy()


class Words(nn.Module):
    def __init__(self, count, width):
        super().__init__()
        self.embed = nn.Embedding(count, width)

    def say(self, last):
        here = self.embed(torch.tensor([last], device=self.embed.weight.device))
        return here + self.embed(torch.tensor([last]).to(here.device))


model = Words(10, 4).to("cuda")
