from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(8, activation="relu"), Dense(1)])
model.compile("adam", "mean_squared_error", ["acc"])
model.fit(passengers, survived)
