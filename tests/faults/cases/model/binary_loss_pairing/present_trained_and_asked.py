from keras.layers import Dense
from keras.models import Sequential


def make():
    model = Sequential()
    model.add(Dense(64, input_dim=8, activation="relu"))
    model.add(Dense(1, activation="tanh"))
    return model


def train(x, y):
    model = make()
    model.compile(loss="binary_crossentropy", optimizer="sgd")  # fault: ACU104
    model.fit(x, y)
    return model.predict(x)


def prepare(x):
    model = make()
    model.compile(loss="binary_crossentropy", optimizer="sgd")  # fault: ACU104
    print(model.predict(x))
    return model
