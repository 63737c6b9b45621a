from torch import nn
from tensorflow.keras.layers import BatchNormalization, Dense


def build(width):
    Dense(width, bias_initializer="zeros")
    BatchNormalization(gamma_initializer="zeros")
    Dense(width, kernel_initializer="he_normal")
    offset = Dense(width, kernel_initializer="zeros")
    return offset


def start(m):
    if isinstance(m, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_normal_(m.weight)
        nn.init.constant_(m.bias, 0)
    elif isinstance(m, nn.BatchNorm2d):
        nn.init.constant_(m.weight, 1)


class Adapter(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(4, 8)
        nn.init.zeros_(self.up.weight)
