"""One arm of the choice moves what it makes, and the other does not."""

import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)


class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)


class Renderer:
    def __init__(self, size, device):
        if size == "small":
            self.head = Small().to(device)
        else:
            self.head = Large()  # fault: ACU411
