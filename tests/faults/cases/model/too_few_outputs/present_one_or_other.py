from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

CLASSES = 10
labels = to_categorical(labels, CLASSES)
model = Sequential([Dense(32, activation="relu"), Dense(5, activation="softmax")])  # fault: ACU109
model.compile(loss="categorical_crossentropy", optimizer="adam")
