import torch
from torch import nn
from tensorflow.keras import initializers
from tensorflow.keras.layers import Conv2D, Dense as FullyConnected


def build(width):
    a = FullyConnected(width, kernel_initializer="zeros")  # fault: ACU118
    b = Conv2D(width, 3, kernel_initializer=initializers.Constant(0.5))  # fault: ACU118
    return a, b


def start(m):
    if isinstance(m, nn.Linear):
        nn.init.zeros_(m.weight)  # fault: ACU118
    elif isinstance(m, nn.Conv2d):
        m.weight.data.fill_(0.1)  # fault: ACU118
