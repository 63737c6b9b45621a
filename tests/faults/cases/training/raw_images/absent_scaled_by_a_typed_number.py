import numpy as np
import tensorflow as tf

(images, labels), _ = tf.keras.datasets.mnist.load_data()
images = images / np.float32(255)
data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(9).batch(8)
model.fit(data)
