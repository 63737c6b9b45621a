import cv2 as cv
import torch
from torchvision import transforms as T
from torchvision.models import resnet50

MEAN = (0.485, 0.456, 0.406)
prepare = T.Compose([T.ToTensor(), T.Normalize(MEAN, (0.229, 0.224, 0.225))])


class Pictures(torch.utils.data.Dataset):
    def __getitem__(self, index):
        picture = cv.imread(self.paths[index])  # fault: ACU510
        mask = cv.imread(self.masks[index], 0)
        return prepare(picture), mask
