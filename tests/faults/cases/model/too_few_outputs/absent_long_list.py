from tensorflow import keras

labels = keras.utils.to_categorical(labels, num_classes=10)
layers = [
    keras.layers.Conv2D(16, 8, strides=2, padding="same", activation="relu", input_shape=(28, 28, 1)),
    keras.layers.MaxPool2D(2, 1),
    keras.layers.Conv2D(32, 4, strides=2, padding="valid", activation="relu"),
    keras.layers.MaxPool2D(2, 1),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10),  # clean: ACU109
]
model = keras.Sequential(layers=layers)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True), optimizer="adam")
model.fit(images, labels, epochs=20)
