import torch

model = torch.nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    for p in model.parameters():
        setattr(p, "grad", None)
    loss = (model(x) - y).pow(2).mean()
    loss.backward()
    opt.step()
