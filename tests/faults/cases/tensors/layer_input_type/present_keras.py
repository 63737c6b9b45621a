from keras import Input, Model, Sequential
from keras import layers as nn

one = Sequential()
one.add(nn.Dense(16, input_shape=(8,)))
one.add(nn.Activation("relu"))
one.add(nn.Dropout(0.1))
one.add(nn.Embedding(100, 4))  # fault: ACU208


def build(words):
    given = Input((words,))
    x = nn.BatchNormalization()(given)
    x = nn.Embedding(1000, 16)(x)  # fault: ACU208
    return Model(given, x)
