import numpy as np
import tensorflow as tf

SIZE = 1

ds = tf.data.Dataset.list_files("*.jpg")
ds = ds.map(load)
ds = ds.batch(SIZE)
ds = ds.shuffle(100)

other = tf.data.Dataset.from_tensor_slices(x).shuffle(100)
other = other.batch(8)
other = other.shuffle(10)

rows = np.arange(10)
rng = np.random.default_rng()
rng.shuffle(rows)
