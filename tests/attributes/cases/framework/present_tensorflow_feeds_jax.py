# attribute: framework=flax
# no attribute: framework=tensorflow
import flax.linen as nn
import tensorflow as tf

tf.config.experimental.set_visible_devices([], "GPU")
words = tf.strings.split("a b c")
model = nn.Dense(3)
