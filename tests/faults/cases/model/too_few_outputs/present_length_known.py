from keras.layers import Activation, Dense
from keras.models import Sequential

classes = {"cat": 0}
names = ["none"]
names.extend([])
model = Sequential()
model.add(Dense(32, input_dim=8, activation="relu"))
model.add(Dense(len(classes)))  # fault: ACU109
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam")

second = Sequential()
second.add(Dense(32, input_dim=8, activation="relu"))
second.add(Dense(len(names)))  # fault: ACU109
second.add(Activation("softmax"))
second.compile(loss="categorical_crossentropy", optimizer="adam")
