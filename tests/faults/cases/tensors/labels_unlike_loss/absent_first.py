import keras
import numpy as np
from keras.utils import to_categorical


def prepared(words, kinds):
    x = to_categorical(x_words(words), 10)
    return x, kinds


def build(model):
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*prepared([], []))
    return keras.Sequential([model])
