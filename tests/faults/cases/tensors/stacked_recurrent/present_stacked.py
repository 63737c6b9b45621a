from keras import Input
from keras.layers import GRU, LSTM, Dense, Dropout
from keras.models import Model, Sequential

model = Sequential()
model.add(LSTM(32, input_shape=(10, 4)))  # fault: ACU123
model.add(Dropout(0.2))
model.add(LSTM(16))
model.add(Dense(1))
start = Input((10, 4))
first = GRU(8)(start)  # fault: ACU123
other = Model(start, GRU(4)(first))
