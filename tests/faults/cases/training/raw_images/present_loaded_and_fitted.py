from keras.datasets import cifar10
from keras.layers import Dense, Flatten
from keras.models import Sequential

(images, labels), (test_images, test_labels) = cifar10.load_data()
images = images.astype("float32")
model = Sequential([Flatten(), Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy")
model.fit(images, labels)  # fault: ACU316
