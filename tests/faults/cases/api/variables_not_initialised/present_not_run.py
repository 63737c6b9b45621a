import tensorflow.compat.v1 as tf

w = tf.Variable(tf.zeros([4]))


def never_run():
    start = tf.global_variables_initializer()  # fault: ACU509
    with tf.Session() as session:
        session.run(w)
