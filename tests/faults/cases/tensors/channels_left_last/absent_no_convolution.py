import cv2
import torch


def flat(path):
    image = cv2.imread(path)
    return torch.from_numpy(image).flatten()


net = torch.nn.Linear(3072, 10)
