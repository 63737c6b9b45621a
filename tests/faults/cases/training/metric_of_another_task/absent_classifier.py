from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(8, activation="relu"), Dense(1, activation="sigmoid")])
model.compile("adam", "mse", metrics=["accuracy"])
other = Sequential([Dense(1)])
other.compile("adam", "mse", metrics=["mae"])
