import torch
from torch import nn

body = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
probe = nn.Sequential(nn.Linear(8, 1), nn.Dropout(0.5))
optimizer = torch.optim.Adam(probe.parameters())
for epoch in range(10):
    body.eval()
    probe.train()
    for x in loader:
        optimizer.zero_grad()
        probe(body(x)).mean().backward()
        optimizer.step()
