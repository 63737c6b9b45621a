import tensorflow as tf
from keras.layers import Activation, Dense as D
from keras.models import Sequential
from tensorflow.keras import Input, Model, layers

one = Sequential([D(32, activation="relu"), D(10, activation="relu")])  # fault: ACU102
one.compile(loss="categorical_crossentropy", optimizer="adam")

start = Input((8,))
end = layers.Dense(4)(layers.Dense(8, activation="relu")(start))  # fault: ACU102
two = Model(start, end)
two.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy())


def build():
    model = Sequential()
    model.add(D(8, activation="relu"))
    model.add(D(3))  # fault: ACU102
    model.add(Activation("tanh"))
    return model


three = build()
three.compile(loss="sparse_categorical_crossentropy", optimizer="sgd")
