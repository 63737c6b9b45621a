import tensorflow as tf
from keras import Input, Model, Sequential
from keras.layers import Activation, Conv1D, Conv2D, Dense, Flatten, MaxPooling2D
from tensorflow.keras import layers as nn

one = Sequential()
one.add(Conv2D(8, 3, input_shape=(28, 28, 1)))
one.add(Flatten())
one.add(MaxPooling2D(2))  # fault: ACU126

two = Sequential(
    [
        Input((100, 4)),
        Conv1D(16, 3),
        MaxPooling2D(2),  # fault: ACU126
        Flatten(),
        Dense(2, activation="softmax"),
    ]
)


def build():
    given = Input(shape=(64, 64, 3))
    x = Conv2D(8, 3)(given)
    x = Activation("relu")(x)
    x = tf.keras.layers.GlobalAveragePooling2D()(x)
    x = Conv2D(8, 3)(x)  # fault: ACU126
    return Model(given, x)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2D(8, 3, input_shape=(32, 32, 3), activation="relu")
        self.flat = nn.Flatten()
        self.seq = nn.LSTM(8)  # fault: ACU126

    def call(self, x):
        x = self.flat(self.first(x))
        return self.seq(x)


inner = Sequential([Input((8, 8, 3)), Flatten()])
nested = Sequential([inner, nn.Dense(4), nn.Conv1D(4, 2)])  # fault: ACU126
