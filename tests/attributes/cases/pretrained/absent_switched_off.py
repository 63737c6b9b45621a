# no attribute: pretrained
from tensorflow import keras
from torchvision import models

net = models.resnet18(pretrained=False)
other = models.vgg16(weights=None)
third = keras.applications.VGG16(weights=None)
