import keras
import numpy as np
from keras.applications.vgg16 import preprocess_input as prepare
from keras.preprocessing.image import ImageDataGenerator as Generator

x_train = x_train.astype("float32") / 255.0
x_train = x_train / 255  # fault: ACU318
x_test /= 255
x_test = x_test.reshape(-1, 28, 28, 1)
x_test /= 255.0  # fault: ACU318


def generator(images, labels):
    images = np.array(images) / 255.0
    flow = Generator(rescale=1.0 / 255, horizontal_flip=True)
    return flow.flow(images, labels)  # fault: ACU318


def features(base, pictures):
    pictures = pictures.astype("float32") / 255
    return base.predict(prepare(pictures))  # fault: ACU318


def train(images, labels):
    scaled = images * (1.0 / 255)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Rescaling(1.0 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy")
    model.fit(scaled, labels)  # fault: ACU318
