import torch
import torch.nn as nn
from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(64, activation="relu"), Dense(10, activation="softmax")])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(8, 8)
        self.k = nn.Linear(8, 8)
        self.v = nn.Linear(8, 8)
        self.o = nn.Linear(8, 8)

    def forward(self, x):
        w = torch.softmax(self.q(x) @ self.k(x).transpose(1, 2), dim=-1)
        return self.o(w @ self.v(x))
