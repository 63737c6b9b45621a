from tensorflow import keras

inputs = keras.Input(shape=(4,))
x = keras.layers.Dense(64, activation="relu")(inputs)
feature = keras.layers.Dense(32)(x)
outputs = keras.layers.Dense(1)(feature)
model = keras.Model(inputs, outputs)
model.compile("adam", "mae")
