from keras.models import Sequential

model = Sequential()
model.compile(loss="mse")
model.fit(x, y, epochs=20)  # fault: ACU311
