import numpy as np
import tensorflow as tf
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(-1, 1, 28, 28)


class Attention(tf.keras.layers.Layer):
    def call(self, x):
        b, w, h, c = x.shape
        keys = tf.reshape(x, (b, h * w, c))
        flat = x.reshape(b, -1, c)
        heads = tf.reshape(x, (b, w, h, 4, c // 4))
        out = tf.matmul(keys, keys)
        out = tf.reshape(out, (b, h, w, c))
        x = tf.transpose(x, (0, 2, 1, 3))
        x = tf.reshape(x, (b, h, w, c))
        return keys, flat, heads, out, x


def two(pairs):
    n, m = pairs.shape
    return np.reshape(pairs, (m, n))


def lookalike(box):
    rows, columns, depth = box.measure()
    return box.reshape(depth, rows, columns)


def positions(x):
    gap = tf.zeros_like(x[..., :1])
    x = tf.concat([gap, x], -1)
    b, heads, t1, t2 = x.shape
    x = tf.reshape(x, [b, heads, t2, t1])
    return x[:, :, 1:, :]
