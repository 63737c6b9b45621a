import torch
from keras import Input, Model, Sequential
from keras.layers import (
    LSTM,
    Conv1D,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Lambda,
    MaxPooling1D,
    MaxPooling2D,
    Reshape,
    TimeDistributed,
)

from mine import Squash

frames = Sequential()
frames.add(TimeDistributed(Conv2D(8, 3), input_shape=(10, 32, 32, 3)))
frames.add(TimeDistributed(MaxPooling2D(2)))
frames.add(TimeDistributed(GlobalAveragePooling2D()))
frames.add(LSTM(8))

words = Sequential([Input((100, 4)), Conv1D(8, 3), MaxPooling1D(2), Flatten(), Dense(1)])
back = Sequential([Input((16,)), Dense(64), Reshape((8, 8, 1)), Conv2D(4, 3, activation="relu")])


def build(rows):
    given = Input(shape=(28, 28, 1))
    x = Lambda(lambda v: v[..., 0])(Conv2D(8, 3)(given))
    x = Squash()(x)
    x = MaxPooling2D(2)(x)
    other = Conv2D(4, 3)(Reshape(rows)(given))
    return Model(given, [x, other])


plain = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Conv1d(1, 1, 1))
