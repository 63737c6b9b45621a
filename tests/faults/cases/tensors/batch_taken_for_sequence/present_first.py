import torch
import torch as t
import torch.nn.functional as F
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(8, 16, 3)
        self.rnn = nn.GRU(16, 32)  # fault: ACU124

    def forward(self, x):
        z = F.relu(self.conv(x))
        z = z.transpose(1, 2)
        part = z[:, :9, :]
        out, _ = self.rnn(part)
        return out


class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = t.nn.LSTM(4, 4, num_layers=2)  # fault: ACU124

    def forward(self, embedding):
        batch_size = embedding.size()[0]
        query = torch.zeros(batch_size, 1, 4)

        def step(state):
            return state

        return self.lstm(query, step(None))


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(4, 4, batch_first=True)
        self.second = nn.LSTM(4, 4)  # fault: ACU124

    def forward(self, x):
        return self.second(self.first(x)[0])


class Started(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 4)  # fault: ACU124
        self.other = nn.LSTM(28, 4)  # fault: ACU124

    def forward(self, x, picture):
        state = torch.zeros(1, x.size(0), 4)
        rows = picture.reshape(-1, 28, 28)
        return self.lstm(x, state), self.other(rows)
