import cv2
import keras


def load(path):
    image = cv2.imread(path)
    return image


keras.models.load_model("a.h5").predict(load("a.png"))
