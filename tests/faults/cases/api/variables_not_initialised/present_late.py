import tensorflow.compat.v1 as tf

w = tf.Variable(tf.zeros([4]))
loss = tf.reduce_sum(tf.square(w))
init = tf.global_variables_initializer()  # fault: ACU509
step = tf.train.AdamOptimizer(0.01).minimize(loss)
with tf.Session() as session:
    session.run(init)
    session.run(step)
