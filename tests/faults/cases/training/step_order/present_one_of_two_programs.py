import torch
from torch.autograd import grad

first = torch.nn.Linear(8, 2)
optimizer = torch.optim.SGD(first.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(first(x), y).backward()  # fault: ACU323

second = torch.nn.Linear(8, 2)
optimizer = torch.optim.SGD(second.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(second(x), y).backward()
    optimizer.step()
print(grad(second(x).sum(), x))
