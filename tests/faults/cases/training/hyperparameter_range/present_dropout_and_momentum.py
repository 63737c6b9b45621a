import tensorflow as tf
import torch
from torch import nn

KEEP = 0.9
layer = nn.Dropout(KEEP)  # fault: ACU302
other = nn.Dropout2d(p=1.5)  # fault: ACU302
third = tf.keras.layers.Dropout(rate=0.85)  # fault: ACU302
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=1.0)  # fault: ACU302
again = torch.optim.SGD(layer.parameters(), lr=0.1, weight_decay=0.5)  # fault: ACU302
