import tensorflow.compat.v1 as tf


def layer(x):
    left = tf.global_variables_initializer()  # unknown: ACU509
    return tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
loss = tf.reduce_mean(layer(x))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run(step, feed_dict={x: batch})
