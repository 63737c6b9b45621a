import tensorflow.compat.v1 as tf

w = tf.Variable(tf.zeros([4]))
loss = tf.reduce_sum(tf.square(w))
step = tf.train.AdamOptimizer(0.01).minimize(loss)
init = tf.global_variables_initializer()
with tf.Session() as session:
    session.run(init)
    session.run(step)


class Model:
    def __init__(self, sess):
        self.init = tf.global_variables_initializer()
        sess.run(self.init)


def plain():
    start = tf.global_variables_initializer()
    descent = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as session:
        start.run()
        session.run(descent)


def several(flag):
    ready = tf.global_variables_initializer()
    if flag:
        extra = tf.Variable(1.0)
    ready = tf.global_variables_initializer()
    return ready, extra
