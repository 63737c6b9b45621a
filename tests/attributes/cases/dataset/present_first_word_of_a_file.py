# attribute: dataset=cora
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--edge-path", default="./input/cora_edges.csv")
parser.parse_args()
torch.nn.Linear(1, 1)
