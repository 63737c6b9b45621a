# attribute: architecture=seq2seq
# attribute: architecture=gru
from torch import nn


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.reads = nn.GRU(8, 8)
        self.writes = nn.GRU(8, 8)


def train(model, source, target):
    return model(source, target, teacher_forcing_ratio=0.5)


print(train(Translator(), 1, 2))
