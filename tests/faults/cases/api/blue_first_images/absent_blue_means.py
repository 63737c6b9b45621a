import cv2
import numpy as np
from torchvision.models import vgg16

MEANS = (104, 117, 123)


def load(path):
    image = cv2.imread(path)
    return np.float32(image) - MEANS


model = vgg16()
