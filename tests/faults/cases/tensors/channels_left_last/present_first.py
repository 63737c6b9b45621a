import cv2
import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class Pictures(Dataset):
    def prepared(self, picture):
        picture = np.array(picture.resize((64, 64)))
        if picture.max() > 1:
            picture = picture / 255.0
        return picture

    def __getitem__(self, index):
        mask = np.array(Image.open(self.masks[index]))
        picture = Image.open(self.paths[index])
        picture = self.prepared(picture)
        return torch.from_numpy(picture).float(), torch.from_numpy(mask)  # fault: ACU211


class Arrays(Dataset):
    def __getitem__(self, index):
        image = cv2.imread(self.paths[index])
        image = cv2.resize(image, (64, 64)).astype("float32")
        return image, self.labels[index]  # fault: ACU211


net = torch.nn.Conv2d(3, 8, 3)
