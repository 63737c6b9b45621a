import torch

from tools import fit

model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    fit(model, x, y).backward()
    optimizer.step()
