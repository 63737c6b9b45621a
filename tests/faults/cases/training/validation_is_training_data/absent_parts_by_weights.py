from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(3)])
model.compile(loss="mse")
model.fit(x, y, sample_weight=of_training, validation_data=(x, y, of_validation))
