# no attribute: dataset
import torch
from PIL import Image


class RoofTiles(torch.utils.data.Dataset):
    def __getitem__(self, index):
        return Image.open(self.paths[index])


data = RoofTiles()
