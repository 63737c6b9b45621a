import tensorflow.compat.v1 as tf
from tensorflow.compat.v1 import placeholder as ph

x = tf.placeholder(tf.float32, [None, 2])
y = ph(tf.float32, [None])
w = tf.constant([[1.0], [2.0]])
out = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(out - y))
grads = tf.gradients(loss, [w])

with tf.Session() as sess:
    for batch in batches:
        sess.run([loss, grads], feed_dict={x: batch})  # fault: ACU514
    print(sess.run(out))  # fault: ACU514


def nested():
    given = tf.placeholder(tf.float32)
    with tf.name_scope("part"):
        given2 = tf.square(given)
    session = tf.InteractiveSession()
    if session:
        return session.run(given2, {y: [1.0]})  # fault: ACU514
