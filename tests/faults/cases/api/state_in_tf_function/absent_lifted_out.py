import tensorflow as tf


@tf.function
def scaled(x):
    with tf.init_scope():
        v = tf.Variable(1.0)
    return v * x
