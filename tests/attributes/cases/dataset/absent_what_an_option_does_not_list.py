# attribute: dataset=mnist
# attribute: dataset=usps
# no attribute: dataset=svhn
# module readers.py: def read(name):
# module readers.py:     if name == "svhn":
# module readers.py:         return 2
# module readers.py:     return 1
import argparse

import torch

from readers import read

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", choices=["mnist", "usps"])
args = parser.parse_args()
model = torch.nn.Conv2d(3, 8, 3)
for batch in read(args.dataset):
    model(batch)
