import torch
from torch.optim.lr_scheduler import StepLR

model = [torch.nn.Parameter(torch.randn(2, 2))]
optim = torch.optim.SGD(model, 0.1)
schedule = StepLR(optim, step_size=10, gamma=0.1)
optim.zero_grad()
optim.step()
for epoch in range(1, 20):
    schedule.step()
    print(epoch, optim.param_groups[0]["lr"])
    optim.step()
