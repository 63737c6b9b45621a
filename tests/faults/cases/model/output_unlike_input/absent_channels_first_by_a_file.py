from keras.layers import Convolution2D, Input, MaxPooling2D, UpSampling2D
from keras.models import Model

image = Input(shape=(1, 28, 28))
x = Convolution2D(16, 3, 3, activation="relu", border_mode="same")(image)  # fault: ACU503
x = MaxPooling2D((2, 2), border_mode="same")(x)
x = UpSampling2D((2, 2))(x)
decoded = Convolution2D(1, 3, 3, activation="sigmoid", border_mode="same")(x)
autoencoder = Model(image, decoded)
autoencoder.compile(optimizer="adadelta", loss="binary_crossentropy")
autoencoder.fit(images / 255, images / 255, batch_size=128)
