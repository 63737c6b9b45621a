import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 16, 3)
        self.norm = nn.BatchNorm2d(32)  # fault: ACU111
        self.two = nn.Conv2d(8, 32, 3)  # fault: ACU111

    def forward(self, x):
        return self.two(self.norm(self.one(x)).relu())


net = nn.Sequential(
    nn.Linear(4, 8),
    nn.Tanh(),
    nn.Linear(9, 2),  # fault: ACU111
)
