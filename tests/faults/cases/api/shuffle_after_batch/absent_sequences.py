import tensorflow as tf

text = tf.data.Dataset.from_tensor_slices(characters)
text = text.batch(100, drop_remainder=True)
text = text.shuffle(50)
text = text.batch(8)
