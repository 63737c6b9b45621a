import torch
from keras import Sequential
from keras.layers import Dense as D
from torch import nn as N


class Classifier(N.Module):
    def __init__(self, width=1):
        super().__init__()
        self.first = N.Linear(8, 16)
        self.second = N.Linear(16, 1)  # fault: ACU117
        self.third = N.Linear(1, 4)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.relu(self.second(x))
        return self.third(x)


model = Sequential()
model.add(D(32, activation="relu", input_shape=(12,)))
model.add(D(1, activation="relu"))  # fault: ACU117
model.add(D(3, activation="softmax"))
