import torch
from readers import cv2


def load(path):
    image = cv2.imread(path)
    return torch.from_numpy(image)


net = torch.nn.Conv2d(3, 8, 3)
