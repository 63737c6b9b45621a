from torch import nn as layers
from PIL import ImageOps


def widened(mask, size):
    return ImageOps.expand(mask, border=size, fill=255)


criterion = layers.CrossEntropyLoss()  # fault: ACU337
