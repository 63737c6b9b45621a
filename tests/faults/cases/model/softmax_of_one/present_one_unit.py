import torch.nn as nn
from keras.layers import Activation, Dense
from keras.models import Sequential

model = Sequential()
model.add(Dense(8, activation="relu", input_shape=(4,)))
model.add(Dense(1))  # fault: ACU101
model.add(Activation("softmax"))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 1)  # fault: ACU101
        self.act = nn.Softmax(dim=-1)

    def forward(self, x):
        return self.act(self.out(x.view(-1, 8)))
