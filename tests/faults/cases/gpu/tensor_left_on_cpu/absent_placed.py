import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Shapes:
    def zeros(self, *sizes):
        return sizes


own = Shapes()


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(16, 16)
        self.start = torch.zeros(1, 16)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(1), 16, device=x.device)
        c0 = torch.zeros(1, x.size(1), 16).to(x.device)
        out, _ = self.rnn(x, (h0, c0))
        mask = torch.ones(x.size(0))
        mask = mask.to(x)
        half = torch.tensor(0.5)
        order = torch.randperm(x.size(0))
        first = torch.arange(x.size(0))
        fake = own.zeros(1, 2)
        self.rnn(x, fake)
        return out[first] * half, mask, torch.cat([first, order])


model = Tagger().to(device)
