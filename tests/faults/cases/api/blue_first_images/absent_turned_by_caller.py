import cv2
import torch
from torchvision.models import resnet50


def load(path):
    image = cv2.imread(path)
    return image


def grey(path):
    image = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    return image


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        image = cv2.cvtColor(load(self.paths[index]), cv2.COLOR_BGR2RGB)
        return self.transform(image), grey(self.paths[index])


model = resnet50(weights="DEFAULT")
