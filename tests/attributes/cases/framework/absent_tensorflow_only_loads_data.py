# attribute: framework=jax
# no attribute: framework=tensorflow
import jax
import tensorflow as tf

data = tf.data.Dataset.range(10)
grads = jax.grad(lambda x: x * x)(1.0)
