# attribute: framework=tensorflow
# attribute: framework=keras
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
