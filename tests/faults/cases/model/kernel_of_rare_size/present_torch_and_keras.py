import torch.nn as nn
from keras.layers import Conv2D
from torch.nn import Conv2d as Convolution

WIDE = 45


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList(
            [nn.Conv2d(8, 8, kernel_size=(41, 41)) for _ in range(4)]  # fault: ACU132
        )
        self.first = Convolution(3, 8, WIDE, 1, 0)  # fault: ACU132


layer = Conv2D(8, 39, activation="relu")  # fault: ACU132
