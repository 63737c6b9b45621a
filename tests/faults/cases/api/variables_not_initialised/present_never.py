import tensorflow.compat.v1 as tf1


def train(images):
    weights = tf1.get_variable("w", [2, 2])
    loss = tf1.reduce_sum(weights)
    with tf1.Session() as sess:
        for _ in range(3):
            sess.run(loss)  # fault: ACU509
