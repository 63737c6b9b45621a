import tensorflow.compat.v1 as tf


class Data:
    def init(self, session):
        session.run(self.iterator.initializer)


w = tf.get_variable("w", [2], initializer=tf.random_normal_initializer())
total = tf.reduce_sum(w)
data = Data()
with tf.Session() as session:
    data.init(session)
    session.run(total)  # fault: ACU509
