# attribute: training-style=keras-fit
# no attribute: training-style=tf-session
import keras
import tensorflow as tf

keras.backend.set_session(tf.Session(config=tf.ConfigProto()))
model = keras.models.Sequential([keras.layers.Dense(2)])
model.compile("sgd", "mse")
model.fit(x, y)
