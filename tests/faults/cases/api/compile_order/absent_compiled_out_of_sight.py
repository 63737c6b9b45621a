from tensorflow import keras

from tools import ready


def finish(model):
    model.compile("adam", "mse")


class Own(keras.Model):
    def fit(self, x, y):
        return x


one = keras.Sequential([keras.layers.Dense(1)])
finish(one)
one.fit(x, y)

two = keras.Sequential([keras.layers.Dense(1)])
ready(two)
two.fit(x, y)

three = keras.Sequential([keras.layers.Dense(1)])
other = three
other.compile("adam", "mse")
three.fit(x, y)

own = Own()
own.fit(x, y)


def outer(model):
    if model is None:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("adam", "mse")
    model.fit(x, y)
