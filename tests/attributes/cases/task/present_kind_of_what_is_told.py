# path: segmentation/train.py
# attribute: task=image-segmentation
# attribute: task=semantic-segmentation
from torchvision.datasets import Cityscapes

data = Cityscapes("data")
print(data)
