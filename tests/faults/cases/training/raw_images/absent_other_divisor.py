import tensorflow as tf
from tensorflow import keras

(x, y), _ = keras.datasets.mnist.load_data()
x = tf.convert_to_tensor(x, dtype=tf.float32) / 50.0
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(128)
for images, labels in data:
    optimizer.apply_gradients(zip(gradients(images, labels), weights))
