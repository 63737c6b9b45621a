# attribute: training-style=plain-loop
# no attribute: training-style=mixed-precision
import torch
from torch.amp import autocast


class Net(torch.nn.Module):
    @autocast("cuda", enabled=False)
    def forward(self, x):
        return self.layer(x)


model = Net()
loss = model(torch.ones(1)).sum()
loss.backward()
