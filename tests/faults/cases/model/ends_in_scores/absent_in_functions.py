from keras.layers import Activation, Dense, Input
from keras.models import Model, Sequential


class Networks:
    def __init__(self, kind, classes):
        self.classes = classes
        self.model = getattr(self, kind)()
        self.model.compile(loss="categorical_crossentropy", optimizer="adam")

    def narrow(self):
        model = Sequential()
        model.add(Dense(64, activation="relu", input_shape=(8,)))
        model.add(Dense(self.classes, activation="softmax"))
        return model

    def apart(self):
        model = Sequential()
        model.add(Dense(64, activation="relu", input_shape=(8,)))
        model.add(Dense(self.classes))
        model.add(Activation("softmax"))
        return model

    def joined(self):
        inputs = Input((8,))
        base = Sequential([Dense(64, activation="relu"), Dense(32)])
        outputs = Dense(self.classes, activation="softmax")(Activation("relu")(base(inputs)))
        return Model(inputs, outputs)
