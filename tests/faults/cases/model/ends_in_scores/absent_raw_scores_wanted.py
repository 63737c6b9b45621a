from keras.layers import Dense
from keras.losses import CategoricalCrossentropy
from keras.models import Sequential


def build(classes):
    model = Sequential()
    model.add(Dense(64, activation="relu", input_shape=(8,)))
    model.add(Dense(classes))
    return model


def train(make):
    make().compile(loss=CategoricalCrossentropy(from_logits=True), optimizer="adam")
