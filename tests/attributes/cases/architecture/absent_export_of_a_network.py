# path: train.py
# module export.py: import tensorflow as tf
# module export.py: def to_keras(model):
# module export.py:     return tf.keras.applications.VGG16()
# no attribute: architecture=vgg
# no attribute: framework=tensorflow
import torch
from export import to_keras

model = torch.nn.LSTM(1, 2)
to_keras(model)
