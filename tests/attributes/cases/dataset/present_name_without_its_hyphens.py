# attribute: dataset=vggface
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--train_list", default="/data/faces/VGG-Face2/list-112.txt")
args = parser.parse_args()
model = torch.nn.Conv2d(3, 8, 3)
