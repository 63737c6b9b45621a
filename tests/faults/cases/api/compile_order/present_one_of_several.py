from tensorflow import keras


def small(units):
    return keras.Sequential([keras.layers.Dense(units)])


class Wide(keras.Model):
    def call(self, inputs):
        return inputs


first = keras.Sequential([keras.layers.Dense(1)])
first.compile("adam", "mse")
first.fit(x, y)

second = keras.Sequential([keras.layers.Dense(2)])
second.summary()
second.fit(x, y)  # fault: ACU512


def choose(deep):
    if deep:
        model = small(4)
    else:
        model = small(2)
    model.fit(x, y)  # fault: ACU512


for size in (1, 2):
    wide = Wide()
    wide.fit(x, y)  # fault: ACU512
