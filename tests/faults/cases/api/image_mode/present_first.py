import torch
from PIL import Image


def load(path):
    with open(path, "rb") as file:
        with Image.open(file) as image:  # fault: ACU521
            return image


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        picture = Image.open(self.paths[index])  # fault: ACU521
        mask = Image.open(self.masks[index])
        if self.transform is not None:
            picture = self.transform(picture)
        return picture, mask
