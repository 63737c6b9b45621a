# attribute: dataset=coco
# attribute: dataset=celeba
# no attribute: dataset=imagenet
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--coco_path", required=True)
parser.add_argument("--imagenet_weights_path", default=None)
CELEBA_ROOT = "/mnt/disk2/aligned"
args = parser.parse_args()
model = torch.nn.Conv2d(3, 8, 3)
