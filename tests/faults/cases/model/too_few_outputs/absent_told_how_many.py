from tensorflow import keras


def make(width, classes=10):
    model = keras.Sequential()
    model.add(keras.layers.Dense(width, activation="relu", input_shape=(8,)))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    return model


labels = keras.utils.to_categorical(labels, 100)
network = make(64, classes=100)
network.compile(loss="categorical_crossentropy", optimizer="adam")  # unknown: ACU109
