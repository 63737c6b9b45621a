import torch
from torch import nn

generator = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
critic = nn.Sequential(nn.Linear(8, 1), nn.Dropout(0.5))
first = torch.optim.Adam(generator.parameters())
second = torch.optim.Adam(critic.parameters())
for epoch in range(10):
    critic.train()
    for x in loader:
        first.zero_grad()
        second.zero_grad()
        critic(generator(x)).mean().backward()
        first.step()
        second.step()
    generator.eval()  # fault: ACU324
    with torch.no_grad():
        show(generator(fixed))
