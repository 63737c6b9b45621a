import tensorflow as tf
from tensorflow.keras import layers

model = layers.Dense(4)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(tf.losses.mean_squared_error(images, model(images)))
