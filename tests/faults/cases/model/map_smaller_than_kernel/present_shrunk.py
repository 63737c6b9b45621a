from keras.layers import Conv2D, MaxPooling2D
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(8, 5, input_shape=(12, 12, 1), activation="relu"))
model.add(MaxPooling2D((4, 4)))
model.add(Conv2D(8, 3, activation="relu"))  # fault: ACU114
