# attribute: loss=elbo
import tensorflow as tf

likelihood = tf.reduce_sum(log_chance, 1)
ELBO = likelihood - KL_divergence
loss = -ELBO
