from tensorflow import keras as K

(x_train, y_train), (x_test, y_test) = K.datasets.mnist.load_data()
x_train = x_train / 255
model = K.Sequential(
    [K.layers.Flatten(input_shape=(28, 28)), K.layers.Dense(10, activation="softmax")]
)
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(x_train, y_train, epochs=5)  # fault: ACU207
