import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=5.0)
args = parser.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)  # fault: ACU301
