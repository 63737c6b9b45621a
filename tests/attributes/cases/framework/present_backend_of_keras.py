# attribute: framework=jax
# attribute: framework=keras
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras

net = keras.Sequential([keras.layers.Dense(1)])
