from keras.layers import Dense
from keras.models import Sequential


def one():
    model = Sequential([Dense(1)])
    model.fit(x, y)  # fault: ACU512
    model.compile(loss="mse")


def two():
    net = Sequential([base, Dense(1)])
    net.compile(loss="mse")
    base.trainable = False  # fault: ACU512
    net.fit(x, y)
