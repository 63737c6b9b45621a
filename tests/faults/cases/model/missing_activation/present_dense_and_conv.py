import torch.nn as nn
from keras.layers import Conv2D, Dense, Dropout, Flatten
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))  # fault: ACU107
model.add(Conv2D(64, 3, activation="relu"))
model.add(Flatten())
model.add(Dense(128))  # fault: ACU107
model.add(Dropout(0.5))
model.add(Dense(10, activation="softmax"))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(8, 64)  # fault: ACU107
        self.two = nn.Linear(64, 3)

    def forward(self, x):
        return self.two(self.one(x))
