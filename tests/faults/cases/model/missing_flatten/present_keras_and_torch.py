import torch.nn as nn
from keras.layers import Conv2D, Dense, MaxPooling2D
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)))
model.add(MaxPooling2D())
model.add(Dense(10, activation="softmax"))  # fault: ACU112
model.compile(loss="categorical_crossentropy")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.out = nn.Linear(8 * 26 * 26, 10)  # fault: ACU112

    def forward(self, x):
        return self.out(self.conv(x).relu())
