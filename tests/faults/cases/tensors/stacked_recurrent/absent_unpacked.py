from tensorflow.keras.layers import GRU, Dense, Embedding, Input
from tensorflow.keras.models import Model


def build(params):
    words = Input(shape=(700,))
    embedded = Embedding(21, 50)(words)
    first = GRU(**{**params["gru"], **params["first"]})(embedded)
    second = GRU(**params["second"])(first)
    third = GRU(8)(second)
    return Model(words, Dense(8, activation="softmax")(third))
