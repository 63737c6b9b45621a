# attribute: dataset=cora
# attribute: dataset=reddit
# no attribute: dataset=imagenet
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", required=True, help="a graph: {cora, reddit}")
parser.add_argument("--seed", type=int, help="as for imagenet, or none")
torch.nn.Linear(3, 3)(open(parser.parse_args().dataset))
