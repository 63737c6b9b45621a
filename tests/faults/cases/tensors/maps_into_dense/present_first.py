import tensorflow as tf
from keras import layers as L
from keras.layers import Conv2D, Dense, Dropout


def functional(x):
    features = L.MaxPooling2D()(x)
    features = Dropout(0.5)(features)
    return Dense(10)(features)  # fault: ACU213


class Builder:
    def build(self, shape):
        model = self.empty()
        model.add(Conv2D(8, 3, input_shape=shape))
        model.add(Dropout(0.5))
        model.add(Dense(10))  # fault: ACU213
        return model


flat = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(32, activation="relu", input_shape=(40, 1)),  # fault: ACU213
        tf.keras.layers.Dense(8, activation="softmax"),
    ]
)
flat.compile("adam", loss="sparse_categorical_crossentropy")
