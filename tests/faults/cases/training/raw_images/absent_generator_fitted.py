from keras.datasets import mnist
from keras.layers import Dense
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from matplotlib import pyplot

(x_train, y_train), (x_test, y_test) = mnist.load_data()  # unknown: ACU316
train_datagen = ImageDataGenerator(rotation_range=60)
train_datagen.fit(x_train)
for images, labels in train_datagen.flow(x_train, y_train, batch_size=9):
    pyplot.imshow(images[0].reshape(28, 28))
    break
