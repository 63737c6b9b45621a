from tensorflow import keras

encoder = keras.Sequential([keras.layers.Dense(2)])
decoder = keras.Sequential([keras.layers.Dense(3)])
principal = keras.Sequential([encoder, decoder])
principal.compile(loss="mse", optimizer="sgd")
principal.fit(points, points)
