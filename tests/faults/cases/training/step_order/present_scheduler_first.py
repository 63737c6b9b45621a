import torch
from torch.optim.lr_scheduler import StepLR

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30)


def train():
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()


for epoch in range(90):
    scheduler.step()  # fault: ACU323
    train()
