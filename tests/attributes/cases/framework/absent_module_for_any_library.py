# attribute: framework=keras
# no attribute: framework=pytorch
# no attribute: framework=jax
# no attribute: training-style=jit
# module layers.py: import jax
# module layers.py: import tensorflow as tf
# module layers.py: import torch
# module layers.py: import keras
# module layers.py: class Twice(keras.layers.Layer):
# module layers.py:     def call(self, x):
# module layers.py:         if keras.backend.backend() == "jax":
# module layers.py:             return jax.jit(lambda v: 2 * v)(x)
# module layers.py:         return torch.mul(x, 2)
import keras

from layers import Twice

model = keras.Sequential([Twice(), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit([1], [2])
