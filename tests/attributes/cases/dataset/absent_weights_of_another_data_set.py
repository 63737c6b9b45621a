# module backbone.py: def download_imagenet(name):
# module backbone.py:     return name
# no attribute: dataset=imagenet
import torch
from backbone import download_imagenet

print(download_imagenet("resnet"), torch.ones(1))
