from keras.layers import Dense, Dropout, Input
from keras.models import Model, Sequential


class Networks:
    def __init__(self, kind, classes):
        self.classes = classes
        self.model = getattr(self, kind)()
        self.model.compile(loss="categorical_crossentropy", optimizer="adam")

    def narrow(self):
        model = Sequential()
        model.add(Dense(64, activation="relu", input_shape=(8,)))
        model.add(Dense(self.classes))  # fault: ACU130
        return model

    def listed(self):
        return Sequential(
            [
                Dense(64, activation="relu", input_shape=(8,)),
                Dropout(0.5),
                Dense(self.classes),  # fault: ACU130
            ]
        )

    def joined(self):
        inputs = Input((8,))
        hidden = Dense(64, activation="relu")(inputs)
        outputs = Dense(self.classes)(hidden)  # fault: ACU130
        return Model(inputs, outputs)
