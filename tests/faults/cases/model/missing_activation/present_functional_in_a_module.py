from tensorflow import keras

inputs = keras.Input(shape=(180,))
x = keras.layers.Dense(256)(inputs)  # fault: ACU107
x = keras.layers.Dropout(0.5)(x)
outputs = keras.layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile(loss="binary_crossentropy", optimizer="adam")
