import cv2
import keras
import numpy as np


def load(paths):
    return np.asarray([read(path) for path in paths]) / 255.0


def read(path):
    image = cv2.imread(path)
    return image


def handed(path):
    image = cv2.imread(path)
    image = transformed(image)
    return image


def shown(path):
    mask = cv2.imread(path)
    return mask


model = keras.Sequential([keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(load(["a.png"]), [1])
