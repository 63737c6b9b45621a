import tensorflow as tf

loss = tf.losses.mean_squared_error(labels=y, predictions=scores)  # fault: ACU503
