from keras import Input, Model, Sequential
from keras import layers as nn

dense = Sequential(
    [Input((784,)), nn.Dense(32, activation="relu"), nn.Dense(28, activation="sigmoid")]
)
dense.compile(optimizer="adam", loss="binary_crossentropy")
dense.fit(x_train, x_train, epochs=50)  # fault: ACU128


def convolutional(images):
    given = Input(shape=(28, 28, 1))
    x = nn.Conv2D(16, 3, activation="relu", padding="same")(given)
    x = nn.MaxPooling2D(2, padding="same")(x)
    x = nn.Conv2D(8, 3, activation="relu", padding="same")(x)
    x = nn.UpSampling2D(2)(x)
    x = nn.Conv2D(1, 3, activation="sigmoid")(x)
    auto = Model(given, x)
    auto.compile(loss="mse")
    auto.fit(x=images, y=images)  # fault: ACU128


flat = Sequential()
flat.add(nn.Flatten(input_shape=(28, 28)))
flat.add(nn.Dense(64, activation="relu"))
flat.add(nn.Dense(784))
flat.compile("adam", "mae")
flat.fit(images, images)  # fault: ACU128
