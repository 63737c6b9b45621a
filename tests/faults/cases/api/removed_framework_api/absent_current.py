import jax
import tensorflow as tf
import tensorflow.compat.v1 as tf1
from keras.optimizers import Adam

from mine import Session

x = tf1.placeholder(tf1.float32)
Session()
Adam(learning_rate=1e-3)
jax.tree.map(f, tree)
tf.summary.scalar("loss", 1.0)
