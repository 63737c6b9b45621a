import numpy as np
import tensorflow as tf
from tensorflow.keras.datasets import cifar10 as data

(x_train, y_train), (x_test, y_test) = data.load_data()
x_test = x_test.reshape(-1, 3, 32, 32)  # fault: ACU220


class Mix(tf.keras.layers.Layer):
    def call(self, x, frames):
        batch, height, width, channels = x.shape
        rows = tf.reshape(x, (batch, channels, height * width))  # fault: ACU220
        t, b, d = tf.shape(frames)
        frames = frames.reshape(b, t, -1)  # fault: ACU220
        return rows, frames


def swapped(images):
    n, h, w, c = images.get_shape().as_list()
    return tf.reshape(images, [n, c, h, w])  # fault: ACU220


def tokens(x):
    b, c, h, w = tuple(x.shape)
    return np.reshape(x, (-1, c))  # fault: ACU220
