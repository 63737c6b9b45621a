import torch.nn as nn
from keras.layers import Conv2D
from other import Conv2d


def make(size, **kwargs):
    return [
        nn.Conv2d(3, 8, 7),  # clean: ACU132
        nn.Conv2d(3, 64, 56, stride=56),  # clean: ACU132
        nn.Conv2d(3, 64, 56, 56),  # clean: ACU132
        nn.Conv2d(8, 8, 51, padding=25),  # clean: ACU132
        nn.Conv2d(8, 8, 41, groups=8),  # clean: ACU132
        nn.Conv2d(1, 8, (41, 11)),
        nn.Conv2d(1, 8, size),
        nn.Conv2d(3, 8, 57, **kwargs),
        nn.Conv1d(1, 8, 251),
        Conv2d(3, 8, 57),
        Conv2D(8, 41, padding="same"),  # clean: ACU132
    ]
