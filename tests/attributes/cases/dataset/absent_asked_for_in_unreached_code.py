# attribute: dataset=mnist
# no attribute: dataset=svhn
# module readers.py: def read(config):
# module readers.py:     if config.dataset == "mnist":
# module readers.py:         return 1
# module readers.py: def other(config):
# module readers.py:     if config.dataset == "svhn":
# module readers.py:         return 2
import torch

from readers import read
from settings import config

model = torch.nn.Conv2d(3, 8, 3)
for batch in read(config):
    model(batch)
