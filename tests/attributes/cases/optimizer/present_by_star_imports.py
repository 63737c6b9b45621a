# attribute: optimizer=adam
# no attribute: optimizer=sgd
from keras.layers import *
from keras.models import *
from keras.optimizers import *

model = Sequential()
model.compile(optimizer=Adam(lr=1e-4), loss="mse")
