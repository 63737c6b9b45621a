import tensorflow.compat.v1 as tf

w = tf.get_variable("w", [3])
saver = tf.train.Saver()
with tf.Session() as session:
    saver.restore(session, "model.ckpt")
    print(session.run(w))
