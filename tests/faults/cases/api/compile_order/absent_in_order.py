from keras.layers import Dense
from keras.models import Sequential, load_model

model = Sequential([base, Dense(1)])
base.trainable = False
model.compile(loss="mse")
model.fit(x, y)
base.trainable = True
model.compile(loss="mse")
model.fit(x, y)
loaded = load_model("m.keras")
loaded.fit(x, y)
