from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(8, activation="softmax"), Dense(1)])  # fault: ACU108
model.compile(loss="mse", optimizer="sgd")
other = Sequential([Dense(3, activation="softmax")])
other.compile(loss="categorical_crossentropy", optimizer="sgd")
