from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(1, input_shape=(8,))])
model.compile("sgd", "mse")
model.fit(x, y, nb_epoch=3)  # fault: ACU503
