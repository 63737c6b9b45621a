from torchvision.models import resnet50

from tools import cv2


def load(path):
    image = cv2.imread(path)
    return image


model = resnet50()
