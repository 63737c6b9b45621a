import random

import tensorflow as tf

one = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(100).batch(32)
two = tf.data.Dataset.from_tensor_slices((x, y)).batch(32).unbatch().shuffle(10)
random.shuffle(names)
