import tensorflow as tf

data = tf.keras.utils.image_dataset_from_directory("a")
model = tf.keras.Sequential([tf.keras.layers.Rescaling(1 / 255), tf.keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(data)
