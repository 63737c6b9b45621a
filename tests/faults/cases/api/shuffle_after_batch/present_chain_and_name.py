import tensorflow as tf

one = tf.data.Dataset.from_tensor_slices((x, y)).batch(32).shuffle(100)  # fault: ACU508
two = tf.data.Dataset.from_tensor_slices((x, y)).map(f).batch(8)
two = two.shuffle(50)  # fault: ACU508
