import torch

model = torch.nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
update = opt.step
for x, y in loader:
    opt.zero_grad()
    (model(x) - y).pow(2).mean().backward()
    update()
