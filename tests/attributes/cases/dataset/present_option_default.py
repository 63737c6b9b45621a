# attribute: dataset=cifar10
# no attribute: dataset=imagenet
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="cifar10", help="imagenet")
print(torch.ones(1), parser.parse_args().dataset)
