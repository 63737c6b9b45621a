import tensorflow as tf

from mine import function

weight = tf.Variable(1.0)


class Net(tf.Module):
    def __init__(self):
        self.w = None

    @tf.function
    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(1.0)
        return self.w * x


@tf.function
def step(x):
    flat = tf.keras.layers.Flatten()(x)
    return flat * weight


@function
def lookalike(x):
    return tf.Variable(x)


def build():
    return tf.Variable(1.0)
