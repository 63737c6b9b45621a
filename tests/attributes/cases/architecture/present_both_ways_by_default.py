# attribute: architecture=bidirectional-rnn
# attribute: architecture=lstm
from torch import nn


class Reader(nn.Module):
    def __init__(self, size, bidirectional=True):
        super().__init__()
        self.cells = nn.LSTM(size, size, bidirectional=bidirectional)


print(Reader(8))
