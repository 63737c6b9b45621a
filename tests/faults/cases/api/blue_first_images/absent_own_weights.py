import cv2
import torch


def load(path):
    image = cv2.imread(path)
    return torch.from_numpy(image)


model = torch.nn.Conv2d(3, 8, 3)
