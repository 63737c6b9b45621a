import cv2
import numpy as np
import torch
from torch.utils.data import Dataset


def moved(image):
    return image.transpose((2, 0, 1))


class Pictures(Dataset):
    def __getitem__(self, index):
        image = moved(cv2.imread(self.paths[index]))
        grey = cv2.imread(self.grey[index], 0)
        size = np.array(image.shape)
        return torch.from_numpy(image), torch.from_numpy(grey), torch.from_numpy(size)


class Later(Dataset):
    def __getitem__(self, index):
        image = cv2.imread(self.paths[index])
        tensor = torch.from_numpy(image)
        return tensor.permute(2, 0, 1)


class Unseen(Dataset):
    def __getitem__(self, index):
        image = cv2.imread(self.paths[index])
        image = self.augment(image)
        return torch.from_numpy(image)


class ToTensor:
    def __call__(self, image):
        return torch.from_numpy(np.moveaxis(image, -1, 0))


class Block(torch.nn.Module):
    def forward(self, x):
        skip = x
        x = x.permute(0, 2, 3, 1)
        x = self.wide(x)
        x = x.permute(0, 3, 1, 2)
        return skip + x


net = torch.nn.Conv2d(3, 8, 3)
