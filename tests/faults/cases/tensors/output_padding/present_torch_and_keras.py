import torch.nn as tnn
from keras import layers
from torch.nn.functional import conv_transpose1d as up1

PAD = 2


class Decoder(tnn.Module):
    def __init__(self):
        super().__init__()
        self.net = tnn.Sequential(
            tnn.ConvTranspose2d(8, 4, 3, 1, 1, 1),  # fault: ACU205
            tnn.ReLU(),
            tnn.ConvTranspose3d(4, 1, 3, stride=(2, 2, 1), output_padding=(1, 1, 1)),  # fault: ACU205
        )


up = layers.Conv2DTranspose(8, 3, strides=2, output_padding=PAD)  # fault: ACU205
signal = up1(values, weight, stride=1, output_padding=1)  # fault: ACU205
