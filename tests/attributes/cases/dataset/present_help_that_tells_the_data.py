# attribute: dataset=ucf101
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--frames", help="where the frames of the UCF-101 dataset lie")
args = parser.parse_args()
model = torch.nn.Conv3d(3, 8, 3)
