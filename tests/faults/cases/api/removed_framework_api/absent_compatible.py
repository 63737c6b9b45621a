import tensorflow.compat.v1 as tf

mean = tf.reduce_mean(image, reduction_indices=[0, 1])
