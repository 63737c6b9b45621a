import tensorflow as tf


def parse(record):
    image = tf.image.decode_image(record, expand_animations=False)  # fault: ACU338
    return tf.cast(image, tf.float32) * 2.0 - 1.0


model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(tf.data.Dataset.from_tensors("a").map(parse))
