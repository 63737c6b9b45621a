import tensorflow as tf
from tensorflow import function as compiled
from tensorflow.keras import layers as nn


@tf.function
def step(x):
    weight = tf.Variable(tf.zeros([3]))  # fault: ACU507
    return x * weight


class Net:
    @compiled(jit_compile=True)
    def run(self, x):
        with tf.GradientTape() as tape:
            y = nn.Dense(4)(x)  # fault: ACU507
        return tape, y


def outer():
    @tf.function(input_signature=[tf.TensorSpec([None])])
    def inner(x):
        optimizer = tf.keras.optimizers.Adam()  # fault: ACU507
        return optimizer, x

    return inner
