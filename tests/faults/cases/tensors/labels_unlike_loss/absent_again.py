import keras

model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("adam", loss="sparse_categorical_crossentropy")
model.compile("adam", loss="categorical_crossentropy", metrics=["categorical_accuracy"])
model.fit(x_train, y_train)
