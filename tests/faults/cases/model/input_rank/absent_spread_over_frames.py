from keras import Sequential
from keras.layers import LSTM, Conv2D, Flatten, TimeDistributed

frames = Sequential()
frames.add(TimeDistributed(Conv2D(8, 3), input_shape=(10, 32, 32, 3)))
frames.add(TimeDistributed(Flatten()))
frames.add(LSTM(8))
