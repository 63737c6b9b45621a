import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

sequence = keras.Sequential()
sequence.add(layers.LSTM(32, return_sequences=True))
sequence.add(layers.LSTM(32))
sequence.add(layers.Dense(1, activation="sigmoid"))
sequence.compile(optimizer="rmsprop", loss="mse")

data = tf.data.Dataset.from_tensor_slices(range(10)).shuffle(10).batch(2)
