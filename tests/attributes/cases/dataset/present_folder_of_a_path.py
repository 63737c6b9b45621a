# attribute: dataset=imagenet
# no attribute: dataset=own-images
import argparse

import torchvision

parser = argparse.ArgumentParser()
parser.add_argument("--data_path", default="/data/imagenet_full/061417/")
data = torchvision.datasets.ImageFolder(parser.parse_args().data_path)
