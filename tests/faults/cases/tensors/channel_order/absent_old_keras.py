from keras.layers import Conv2D, Input, MaxPooling2D
from keras.models import Model


def define(path):
    shape = (3, 224, 224)
    image = Input(shape=shape)
    x = Conv2D(64, (3, 3), padding="same")(image)  # unknown: ACU206
    x = MaxPooling2D((2, 2), strides=(2, 2))(x)
    x = Conv2D(64, (3, 3), padding="same")(x)
    x = MaxPooling2D((2, 2), strides=(2, 2))(x)
    model = Model(image, x)
    model.load_weights(path)
    return model
