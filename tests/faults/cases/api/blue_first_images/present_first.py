import cv2 as cv
import torch
from torchvision.models import resnet50


def load(path):
    image = cv.imread(str(path))  # fault: ACU522
    return cv.resize(image, (224, 224))


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        return self.transform(load(self.paths[index]))


model = resnet50(weights="DEFAULT")
