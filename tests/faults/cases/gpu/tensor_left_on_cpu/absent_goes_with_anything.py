import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        x = self.data[index]
        return self.shifted(x.float()) + torch.arange(x.size(0))

    def shifted(self, x):
        return x.float() + torch.randn(x.size(0))


def lengths(x, width):
    steps = torch.arange(width)
    wanted = steps[: x.size(0)]
    return x[wanted], torch.arange(width, device=x.device) * x.size(0)


def scaled(x, use_gpu):
    weights = torch.ones(x.size(1))
    if use_gpu:
        weights = weights.to(x.device)
    half = torch.tensor(0.5)
    return x.float() * weights * half


def counted(step, number):
    return torch.arange(step) * number, torch.broadcast_tensors(step, torch.empty(3))


class Net(nn.Module):
    def forward(self, x):
        like = torch.zeros_like(x)
        other = torch.zeros(x.size(0)).to(x)
        return like + x + other, lengths(x, 4), scaled(x, True), counted(3, 4)


model = Net().to(device)
