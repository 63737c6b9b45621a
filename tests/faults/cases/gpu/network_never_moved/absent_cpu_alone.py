"""The device has a name, and it is the CPU."""

import torch
from torch import nn

device = torch.device("cpu")
model = nn.Linear(4, 2)
model.train()
for x in batches:  # noqa: F821
    model(x.to(device)).sum().backward()
