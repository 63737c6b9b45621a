# attribute: dataset=cifar10
# attribute: dataset=svhn
# attribute: dataset=celeba
# module readers.py: import tensorflow_datasets as tfds
# module readers.py: def read(config):
# module readers.py:     if config.data.dataset == "CIFAR10":
# module readers.py:         builder = tfds.builder("cifar10")
# module readers.py:     elif config.data.dataset == "SVHN":
# module readers.py:         builder = tfds.builder("svhn_cropped")
# module readers.py:     elif config.data.dataset in ["CelebA", "other"]:
# module readers.py:         builder = tfds.builder(config.data.dataset)
# module readers.py:     return builder.as_dataset()
import torch

from readers import read
from settings import config

model = torch.nn.Conv2d(3, 8, 3)
for batch in read(config):
    model(batch)
