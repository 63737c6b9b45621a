import torch
from torch import nn


class Clamped(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(100, 50)
        self.second = nn.Linear(50, 30)
        self.third = nn.Linear(30, 20)
        self.fourth = nn.Linear(20, 10)

    def forward(self, x):
        x = self.first(x).clamp(min=0)
        x = torch.abs(self.second(x))
        x = self.third(x).pow(2)
        return self.fourth(x)


model = Clamped()
loss = nn.functional.mse_loss(model(torch.rand(4, 100)), torch.rand(4, 10))
loss.backward()
