from tensorflow import keras

discriminator = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
discriminator.compile(loss="mse", optimizer="adam", metrics=["accuracy"])
