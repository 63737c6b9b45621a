import torch.nn as nn
import torch.nn.functional as F
from keras.layers import Activation, Dense
from keras.models import Sequential

model = Sequential([Dense(64, input_shape=(8,)), Activation("relu"), Dense(10)])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(64, 8, bias=False)
        self.two = nn.Linear(8, 64)
        self.three = nn.Linear(64, 3)

    def forward(self, x):
        return self.three(F.relu(self.two(self.one(x))))


class Separable(nn.Module):
    def __init__(self):
        super().__init__()
        self.depth = nn.Conv2d(8, 8, 3, groups=8)
        self.point = nn.Conv2d(8, 16, 1)

    def forward(self, x):
        return self.point(self.depth(x))
