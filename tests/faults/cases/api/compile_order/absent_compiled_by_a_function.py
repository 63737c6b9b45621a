from tensorflow import keras


def build():
    made = keras.Sequential([keras.layers.Dense(1)])
    made.compile("adam", "mse")
    return made


class Plain:
    def fit(self, x, y):
        return x


model = build()
model.fit(x, y)
plain = Plain()
plain.fit(x, y)
