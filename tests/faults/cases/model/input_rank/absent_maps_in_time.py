from tensorflow import keras

model = keras.Sequential()
model.add(keras.layers.ConvLSTM2D(16, (3, 3), input_shape=(None, 10, 50, 1)))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(1))
model.compile(loss="mse", optimizer="adam")
