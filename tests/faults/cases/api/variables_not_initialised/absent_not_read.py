import tensorflow.compat.v1 as tf

table = tf.Variable(tf.zeros([4]))
total = tf.constant(1) + tf.constant(2)
with tf.Session() as session:
    print(session.run(total))
