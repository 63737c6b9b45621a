from keras import Input, Model, Sequential
from keras import layers as nn
from sklearn.neural_network import MLPRegressor

dense = Sequential([Input((784,)), nn.Dense(32, activation="relu"), nn.Dense(784)])
dense.compile(optimizer="adam", loss="mse")
dense.fit(x_train, x_train)

classes = Sequential([Input((784,)), nn.Dense(32, activation="relu"), nn.Dense(1)])
classes.compile(optimizer="adam", loss="mse")
classes.fit(x_train, y_train)

words = Sequential([Input((20,)), nn.Embedding(100, 8), nn.Dense(100, activation="softmax")])
words.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
words.fit(tokens, tokens)

wide = Sequential([Input((width,)), nn.Dense(32, activation="relu"), nn.Dense(784)])
wide.compile(optimizer="adam", loss="mse")
wide.fit(rows, rows)

given = Input(shape=(28, 28, 1))
x = nn.Conv2D(16, 3, strides=2, activation="relu", padding="same")(given)
x = nn.Conv2DTranspose(1, 3, strides=2, padding="same")(x)
auto = Model(given, x)
auto.compile(loss="mse")
auto.fit(images, images)

MLPRegressor().fit(rows, rows)
