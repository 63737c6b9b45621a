import torch.nn as nn
from keras.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D
from keras.models import Sequential

model = Sequential([Conv2D(8, 3, input_shape=(9, 9, 1)), GlobalAveragePooling2D(), Dense(10)])
model.compile(loss="mse")
other = Sequential([Conv2D(8, 3, activation="relu", input_shape=(9, 9, 1)), Dense(8, activation="relu"), Flatten(), Dense(1)])
other.compile(loss="mse")
