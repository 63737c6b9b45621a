import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x)


model = Net()
for x, y in task_loader:
    learner = Net()
    learner.load_state_dict(model.state_dict())
    optimizer = torch.optim.SGD(learner.parameters(), lr=0.1)
    loss = (learner(x) - y).pow(2).mean()
    loss.backward()
    optimizer.step()
