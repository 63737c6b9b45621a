from keras.layers import Conv2D, MaxPooling2D
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(8, 5, input_shape=(28, 28, 1), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(8, 3, activation="relu"))
other = Sequential([Conv2D(8, 7, padding="same", input_shape=(4, 4, 1))])
third = Sequential([Conv2D(8, 7, input_shape=(size, size, 1))])
