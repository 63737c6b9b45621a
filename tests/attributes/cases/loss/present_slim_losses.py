# attribute: loss=cross-entropy
import tensorflow as tf

slim = tf.contrib.slim
loss = slim.losses.sparse_softmax_cross_entropy(logits, labels)
