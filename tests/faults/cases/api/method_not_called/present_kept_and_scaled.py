import torch

state = {"epoch": 1, "net": net.state_dict, "rate": 0.1}  # fault: ACU505
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    scaler.scale(loss).backward  # fault: ACU505
    scaler.step(optimizer)
    scaler.update()
