import torch
from elsewhere import ScheduledOptim

basic_optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
optimizer = ScheduledOptim(basic_optimizer)
for x, y in loader:
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()
