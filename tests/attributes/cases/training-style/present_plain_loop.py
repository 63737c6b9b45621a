# attribute: training-style=plain-loop
# no attribute: training-style=keras-fit
import torch

model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), 0.1)
for x, y in [(torch.ones(1), torch.ones(1))]:
    optimizer.zero_grad()
    (model(x) - y).pow(2).sum().backward()
    optimizer.step()
