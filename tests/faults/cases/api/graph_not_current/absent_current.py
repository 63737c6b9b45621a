import networkx as nx
import tensorflow.compat.v1 as tf

g = tf.Graph()
with g.as_default():
    a = tf.constant(3.0)
with tf.Session(graph=g) as sess:
    sess.run(a)
with g.as_default():
    with tf.Session() as sess:
        sess.run(a)
with g.as_default(), tf.Session() as sess:
    sess.run(a)

other = tf.Graph()
fill(other)
b = tf.constant(1)
with tf.Session(graph=other) as sess:
    sess.run(b)

picture = nx.Graph()
c = tf.constant(1)
with tf.Session() as sess:
    sess.run(c)
with tf.Session(graph=picture) as sess:
    sess.run(c)
