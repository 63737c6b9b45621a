import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Table:
    def __init__(self):
        self.scale = torch.ones(16)

    def forward(self, x):
        return x * self.scale


class Encoding(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(16))
        self.weight = nn.Parameter(torch.ones(16))
        self.moved = torch.ones(16)
        self.shift = torch.ones(16)
        self.half = torch.tensor(0.5)
        self.order = torch.tensor([2, 0, 1])
        self.placed = torch.ones(16, device=device)
        self.widths = torch.linspace(0, 1, 4).tolist()

    def forward(self, x):
        x = (x - self.mean) * self.weight * self.half + self.placed
        x = x + self.shift if x.device.type == "cpu" else x - self.shift.to(x.device)
        x = x * self.moved.to(x.device)
        return x[:, self.order] * self.widths[0]


model = Encoding().to(device)
