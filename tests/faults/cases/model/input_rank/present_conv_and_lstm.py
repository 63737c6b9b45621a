from keras import Input, Model
from keras.layers import LSTM, Conv2D, Dense
from keras.models import Sequential

one = Sequential()
one.add(Conv2D(8, 3, input_shape=(28, 28)))  # fault: ACU113
two = Sequential([LSTM(8, input_shape=(32, 10, 4)), Dense(1)])  # fault: ACU113
start = Input(shape=(28, 28))
three = Model(start, Conv2D(4, 3)(start))  # fault: ACU113
