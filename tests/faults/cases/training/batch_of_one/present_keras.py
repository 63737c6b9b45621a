from keras.layers import BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D
from keras.models import Sequential

SIZE = 1

net = Sequential()
net.add(Conv2D(8, 3, input_shape=(32, 32, 3), activation="relu"))
net.add(GlobalAveragePooling2D())
net.add(BatchNormalization())
net.add(Dense(1))
net.compile(loss="mse", optimizer="adam")


def train(images, values):
    for _ in range(3):
        net.fit(images, values, batch_size=SIZE)  # fault: ACU304
