import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return self.out(x)


net = Net()
criterion = nn.NLLLoss()
loss = criterion(net(x), y)  # fault: ACU310
p = torch.softmax(scores, dim=1)
nn.functional.kl_div(p, q)  # fault: ACU310
