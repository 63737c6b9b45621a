import keras
import numpy as np
import torchvision.transforms as T
from keras.applications.efficientnet import preprocess_input as inside
from keras.preprocessing.image import ImageDataGenerator

from mine import Compose, Normalize, ToTensor

one = T.Compose([T.ToTensor(), T.Normalize((0.1307,), (0.3081,))])
two = T.Compose([T.ToTensor(), T.Lambda(lambda x: x * 255), T.Normalize([123.7] * 3, [58.0] * 3)])
three = Compose([Normalize([123.7], [58.0]), ToTensor()])
four = T.Compose([T.ToTensor(), T.Normalize([0.5], [0.5]), T.Normalize([-1.0], [2.0])])
five = T.Compose([T.PILToTensor(), T.Normalize([127.5], [127.5])])
six = T.Compose([T.ToTensor(), T.Normalize(mean, std)])

x_train = x_train / 255.0
x_test = x_test / 255.0
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train / 255.0

if first:
    images = images / 255
else:
    images = images.astype("float32") / 255


def scaled(images):
    return images / 255


def train(images, labels):
    images = images / 255
    plain = ImageDataGenerator(rotation_range=10)
    plain.fit(images)
    other = ImageDataGenerator(rescale=1 / 255)
    other.flow(labels)
    return inside(images)


for picture in pictures:
    picture = picture / 255

whole = np.array(whole) / 255
whole = load("other")
whole = whole / 255
