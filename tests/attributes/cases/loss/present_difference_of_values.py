# attribute: loss=temporal-difference
import tensorflow as tf

delta = target_q_t - q_of_the_action
loss = tf.reduce_mean(tf.square(delta))
