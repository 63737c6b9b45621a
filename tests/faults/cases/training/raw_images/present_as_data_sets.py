import tensorflow as tf
import tensorflow_datasets as tfds

(images, labels), _ = tf.keras.datasets.mnist.load_data()
images = images[..., tf.newaxis].astype("float32")
data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(9).batch(8)  # fault: ACU316
model.fit(data)
parts = tfds.load("fashion_mnist", as_supervised=True)  # fault: ACU316
model.fit(parts["train"].shuffle(9).batch(8))
