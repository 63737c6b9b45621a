# attribute: training-style=data-parallel
# attribute: training-style=mixed-precision
import tensorflow as tf

from tools import average_gradients

tower_grads = []
for index in range(2):
    with tf.device(f"/gpu:{index}"):
        model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
        model.half()
        tower_grads.append(tf.gradients(model(tf.zeros((1, 2))), model.weights))
tf.train.AdamOptimizer().apply_gradients(average_gradients(tower_grads))
