import torch
import torch.nn.functional as F
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def one_hot(indices, classes):
    rows = torch.zeros(indices.size(0), classes)  # fault: ACU408
    return rows.scatter_(1, indices.unsqueeze(1), 1)


def hide(x, width):
    start = torch.randint(0, width, (x.size(0), 1), device=x.device)
    steps = torch.arange(width).view(1, -1)  # fault: ACU408
    hidden = (start <= steps) * (steps < start + 3)
    return x.masked_fill(hidden, 0.0)


def edges(image: torch.Tensor) -> torch.Tensor:
    kernel = torch.ones(1, 1, 3, 3)  # fault: ACU408

    def grown(mask: torch.Tensor) -> torch.Tensor:
        return F.conv2d(mask.float().unsqueeze(1), kernel, padding=1) > 0

    return grown(image.to(device))


def middle(net: nn.Module, batches):
    total = torch.zeros(8)  # fault: ACU408
    for x in batches:
        found = net(x.to(device))
        total += found.sum(dim=0)
    return total


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)

    def noisy(self, values):
        shift = 0.1 * torch.randn(values.shape)  # fault: ACU408
        return torch.relu(values.clone() + shift)

    def forward(self, x):
        return one_hot(self.noisy(self.body(x)).argmax(1), 8)


model = Net().to(device)
