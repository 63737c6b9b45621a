from keras.layers import LSTM, Conv2D, Dense
from keras.models import Sequential

one = Sequential([Conv2D(8, 3, input_shape=(28, 28, 1))])
two = Sequential([LSTM(8, input_shape=(10, 4)), Dense(1)])
three = Sequential([Conv2D(8, 3, input_shape=shape)])
four = Sequential([Dense(8, input_shape=(28, 28))])
