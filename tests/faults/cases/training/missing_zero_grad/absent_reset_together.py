import torch
from torch import nn

from steps import clear_gradients

body, head, both = nn.Linear(2, 2), nn.Linear(2, 1), nn.Linear(2, 2)
opt_body = torch.optim.SGD(body.parameters(), lr=0.1)
opt_head = torch.optim.SGD(head.parameters(), lr=0.1)
for x in loader:  # the models are reset
    body.zero_grad()
    head.zero_grad()
    head(body(x)).mean().backward()
    opt_body.step()
    opt_head.step()

fast = torch.optim.SGD(both.parameters(), lr=0.1)
slow = torch.optim.Adam(both.parameters(), lr=0.1)
for x in loader:  # of the same parameters
    fast.zero_grad()
    both(x).mean().backward()
    fast.step()
    slow.step()

for x in loader:
    clear_gradients(body)
    body(x).mean().backward()
    opt_body.step()
