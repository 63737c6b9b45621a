# attribute: framework=keras
# attribute: framework=tensorflow
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

model = Sequential([Dense(1)])
model.compile(loss="mse")
