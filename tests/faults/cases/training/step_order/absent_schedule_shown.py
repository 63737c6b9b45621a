import torch
from torch.optim.lr_scheduler import StepLR

weights = [torch.nn.Parameter(torch.randn(2, 2))]
optim = torch.optim.SGD(weights, 0.1)
schedule = StepLR(optim, step_size=10, gamma=0.1)
for epoch in range(1, 20):
    schedule.step()  # unknown: ACU323
    print(epoch, optim.param_groups[0]["lr"])
    optim.step()
