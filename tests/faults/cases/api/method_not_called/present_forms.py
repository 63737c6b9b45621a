import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
    optimizer.step  # fault: ACU505
torch.save(net.state_dict, "net.pt")  # fault: ACU505
