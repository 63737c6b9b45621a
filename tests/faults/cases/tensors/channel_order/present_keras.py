import tensorflow as tf
from tensorflow.keras import Input, Model, Sequential
from tensorflow.keras import layers as nn

one = Sequential()
one.add(nn.Conv2D(8, 3, padding="same", input_shape=(3, 64, 64)))  # fault: ACU206
one.add(nn.Flatten())
one.add(nn.Dense(1))


def build():
    shape = (28, 28, 1)
    given = Input(shape)
    x = tf.keras.layers.Conv2D(  # fault: ACU206
        8, 3, padding="same", data_format="channels_first"
    )(given)
    return Model(given, x)
