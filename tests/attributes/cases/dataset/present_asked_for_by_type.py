# attribute: dataset=imagenet
# attribute: dataset=ffhq
# no attribute: dataset=cifar10
# module readers.py: def read(config):
# module readers.py:     if config.dataset.type == "imagenet":
# module readers.py:         return 1
# module readers.py:     elif config["dataset"]["name"] == "ffhq":
# module readers.py:         return 2
# module readers.py:     elif config.teacher.type == "cifar10":
# module readers.py:         return 3
import torch

from readers import read
from settings import config

model = torch.nn.Conv2d(3, 8, 3)
for batch in read(config):
    model(batch)
