import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices(series).window(20, shift=1)
ds = ds.flat_map(lambda window: window.batch(20))
ds = ds.shuffle(100)
