import torch

other = torch.optim.SGD(head.parameters(), lr=0.1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
schedule = torch.optim.lr_scheduler.StepLR(opt, 2)
for x, y in loader:
    opt.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()  # fault: ACU323
    total = total + loss.item()
for x, y in loader:
    other.zero_grad()
    loss = criterion(head(x), y)
    loss.backward()
    other.step()


class Agent:
    def update(self, batch):
        self.actor_optimizer.zero_grad()
        loss = self.actor_loss(batch)
        loss.backward()  # fault: ACU323
        self.schedule.step()


for batch in loader:
    agent.update(batch)
