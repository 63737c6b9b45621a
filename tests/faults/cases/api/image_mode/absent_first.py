import numpy as np
import torch
from PIL import Image
from PIL import Image as I


def load(path):
    with Image.open(path) as image:
        return image.convert("RGB")


def stored(path):
    return Image.open(path)


def measured(path):
    return Image.open(path).size


def looked_at(path):
    image = np.array(Image.open(path))
    if image.ndim == 2:
        image = np.stack([image] * 3, axis=-1)
    return image


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        picture = I.open(self.paths[index])
        if picture.mode != "RGB":
            picture = picture.convert("RGB")
        grey = I.open(self.grey[index])
        return self.transform(picture), self.transform(grey), stored(self.more[index]).convert("L")
