from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(3)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
