from tensorflow.keras.layers import GRU, Dense, Embedding, Input
from tensorflow.keras.models import Model

SETTINGS = {"units": 32, "dropout": 0.2}
words = Input(shape=(700,))
embedded = Embedding(21, 50)(words)
first = GRU(**SETTINGS)(embedded)  # fault: ACU123
second = GRU(**{**SETTINGS, "dropout": 0.1})(first)
model = Model(words, Dense(8, activation="softmax")(second))
