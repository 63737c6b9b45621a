import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(16, 32, batch_first=True)
        self.open = nn.GRU(16, 32, **self.more)

    def forward(self, x):
        return self.rnn(x.transpose(1, 2))


class Steps(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(16, 32)

    def forward(self, x):
        batch_size = x.size(0)
        x = x.view(batch_size, 4, -1)
        x = x.transpose(0, 1)
        return self.rnn(x)


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(16, 32)

    def forward(self, x, lengths):
        x = pack_padded_sequence(x.transpose(1, 2), lengths)
        return self.rnn(x)


class Unknown(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(16, 32)

    def forward(self, x):
        return self.rnn(torch.relu(x))
