from keras.models import Sequential
from keras.layers import Dense, Flatten


def net(n):
    model = Sequential()
    model.add(Flatten(input_shape=(28, 28)))
    model.add(Dense(512, activation="relu"))
    model.add(Dense(1000, activation="softmax"))
    model.load_weights("w.h5")
    model.layers.pop()
    model.add(Dense(n, activation="softmax"))
    return model


def net2(n):
    model = Sequential()
    model.add(Flatten(input_shape=(28, 28)))
    model.add(Dense(1000, activation="softmax"))
    model.pop()
    model.add(Dense(n, activation="softmax"))
    return model
