import keras


def build(model, discriminator):
    model.compile("adam", loss="mse", metrics=["mae"])
    model.compile("adam", loss="categorical_crossentropy", metrics=["accuracy"])
    discriminator.compile("adam", loss="mse", metrics=["accuracy"])


def labelled(model, kinds):
    model.compile("adam", loss="mse", metrics=["accuracy"])
    model.fit(kinds, keras.utils.to_categorical(kinds))
