import torch.nn as nn
from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(2, activation="softmax", input_shape=(4,))])
other = Sequential([Dense(1, activation="sigmoid", input_shape=(4,))])
third = Sequential([Dense(classes, activation="softmax", input_shape=(4,))])
