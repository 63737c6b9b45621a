import keras
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = keras.Sequential(
            [keras.layers.Input(shape=(28, 28, 1)), keras.layers.Conv2D(32, kernel_size=(3, 3))]
        )

    def forward(self, x):
        return self.model(x)
