import torch
from keras import Sequential
from keras import layers
from torch import nn

one = Sequential([layers.Embedding(100, 4, input_shape=(8,)), layers.Flatten(), layers.Dense(1)])
two = Sequential([layers.Reshape((4, 2), input_shape=(8,)), layers.Embedding(10, 4)])


class Own(nn.Module):
    def forward(self, x):
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(100, 8)
        self.out = nn.Linear(8, 2)
        self.more = nn.Linear(8, 2)
        self.own = Own()

    def forward(self, x, y):
        x = self.words(x.long())
        w = self.out(y.float())
        z = self.own(y.long())
        mask = y.long()
        return x, w, z, self.more(mask.float()), self.words(torch.arange(10))
