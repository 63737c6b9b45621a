import tensorflow as tf

other = tf.optimizers.Adam(5.0)  # fault: ACU301
