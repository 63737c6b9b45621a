import tensorflow.compat.v1 as tf

g = tf.Graph()
a = tf.constant(3.0)
with tf.Session(graph=g) as sess:  # fault: ACU516
    sess.run(a)


def nested():
    mine = tf.Graph()
    with mine.as_default():
        total = tf.constant(1) + tf.constant(2)
    with tf.Session() as session:  # fault: ACU516
        for _ in range(2):
            session.run(total)
