import cv2
import numpy as np
import torch
import torchvision.models as models
from keras.layers import Conv2D, Dense, Flatten
from keras.models import Sequential

net = models.resnet18()

one = Sequential([Conv2D(8, 3, input_shape=(64, 64, 3)), Flatten(), Dense(1)])
two = Sequential([Conv2D(8, 3, input_shape=(3, 64, 64), data_format="channels_first")])
three = Sequential([Conv2D(8, (1, 5), input_shape=(1, 128, 4))])
four = Sequential([Conv2D(8, 3, input_shape=(3, size, size))])
five = Sequential([Conv2D(8, 3, input_shape=(8, 8, 20))])


def predict(path):
    image = cv2.imread(path)
    image = image[:, :, ::-1]
    tensor = torch.from_numpy(image.transpose(2, 0, 1)).unsqueeze(0)
    return net(tensor)


def unknown(path):
    tensor = torch.from_numpy(np.load(path))
    return net(tensor)


def grey(path):
    image = cv2.imread(path)
    light = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    tensor = torch.from_numpy(light).unsqueeze(0).unsqueeze(1)
    return net(tensor)
