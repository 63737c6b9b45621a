import torch
from torch import nn
from torch.nn import GRU as Recurrent


class Reader(nn.Module):
    def __init__(self, first=True):
        super().__init__()
        self.cells = nn.LSTM(8, 16, num_layers=2, batch_first=True)
        self.other = Recurrent(8, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        steps, (h, c) = self.cells(x)
        if self.training:
            steps = steps * 1
        seq, _ = self.cells(x)
        last = seq[-1, :, :]  # fault: ACU209
        return self.head(torch.relu(last))

    def second(self, x):
        out, hidden = self.other(x)
        return self.head(out[:, -1, :])  # fault: ACU209


def script(x):
    rnn = nn.RNN(8, 16, batch_first=True)
    out, _ = rnn(x)
    return out[-1]  # fault: ACU209
