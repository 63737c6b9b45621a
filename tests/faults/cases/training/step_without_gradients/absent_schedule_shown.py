import torch
from torch.optim.lr_scheduler import StepLR

if __name__ == "__main__":
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(2))], 0.1)
    schedule = StepLR(optimizer, 5)
    for epoch in range(12):
        optimizer.zero_grad()
        print(epoch, optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
