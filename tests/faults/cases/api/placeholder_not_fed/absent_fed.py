import tensorflow.compat.v1 as tf

from mine import Session

x = tf.placeholder(tf.float32, [None, 2])
keep = tf.placeholder_with_default(1.0, [])
size = tf.placeholder(tf.int32)
w = tf.Variable(tf.zeros([2, 1]))
hidden = tf.nn.dropout(tf.matmul(x, w), keep)
rows = tf.shape(x)[0]
same = x
error = tf.reduce_sum(same - hidden)
hidden = tf.identity(hidden)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(w)
    sess.run(hidden, feed_dict={x: batch})
    sess.run(hidden, feed_dict=feeds)
    sess.run(hidden, {**feeds})
    sess.run(hidden, {"x:0": batch})
    sess.run(hidden, {model.x: batch})
    sess.run(tf.nn.relu(hidden), {hidden: values})
    sess.run(rows, {x: batch})
    sess.run(unknown)
    sess.run(error, {x: batch})

with Session() as other:
    other.run(hidden)


def data():
    ds = tf.data.Dataset.from_tensor_slices(x)
    iterator = ds.make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as sess:
        sess.run(iterator.initializer, {x: batch})
        return sess.run(element)
