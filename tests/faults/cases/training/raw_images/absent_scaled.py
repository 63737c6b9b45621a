import tensorflow as tf

(images, labels), _ = tf.keras.datasets.mnist.load_data()
images = images.reshape(-1, 784)
images /= 255
model.fit(images, labels)
