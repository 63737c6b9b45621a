import torch
from torch import nn
from torch.nn import DataParallel as Parallel


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.state = None
        self.map = nn.Linear(8, 8)

    def forward(self, x):
        if self.state is None:
            return self.map(x)
        self.state = torch.tanh(self.map(x) + self.state)  # fault: ACU407
        return self.state


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = Cell()
        self.steps = 0

    def forward(self, x):
        self.steps += 1  # fault: ACU407
        return self.cell(x)


net = Net()
net = Parallel(net)
