# attribute: dataset=svhn
# attribute: dataset=cifar10
# no attribute: dataset=imdb
# module loaders.py: def get_svhn():
# module loaders.py:     return open("a")
# module loaders.py: def get_cifar():
# module loaders.py:     return open("b")
# module loaders.py: Datasets = {
# module loaders.py:     "svhn-classification": get_svhn,
# module loaders.py:     # "imdb": get_imdb,
# module loaders.py:     "cifar10": get_cifar,
# module loaders.py: }
import argparse

import torch

from loaders import Datasets

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", choices=Datasets.keys())
make = Datasets[parser.parse_args().dataset]
model = torch.nn.Conv2d(3, 8, 3)
