import torch
from archive import Image


class Records(torch.utils.data.Dataset):
    def __getitem__(self, index):
        return self.transform(Image.open(self.paths[index]))
