from keras.layers import LSTM, Dense, RepeatVector
from keras.models import Sequential

model = Sequential()
model.add(LSTM(32, return_sequences=True, input_shape=(10, 4)))
model.add(LSTM(16))
model.add(RepeatVector(3))
model.add(LSTM(8))
model.add(Dense(1))
