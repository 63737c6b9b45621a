import tensorflow as tf
import tensorflow_datasets as tfds


def scale(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


parts = tfds.load("mnist", as_supervised=True)
model.fit(parts["train"].map(scale).shuffle(9).batch(8))
