import cv2
import numpy as np
import torch
from PIL import Image


def load(path):
    try:
        image = np.array(Image.open(path).convert("RGB"))
    except OSError:
        image = cv2.imread(path)  # fault: ACU522
    return torch.from_numpy(image)
