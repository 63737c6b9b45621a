import cv2 as cv
import keras
import numpy as np


def load(paths):
    def one(path):
        image = cv.resize(cv.imread(path), (64, 64))  # fault: ACU338
        return image

    return np.asarray([one(path) for path in paths])


model = keras.Sequential([keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(load(["a.png"]), [1])
