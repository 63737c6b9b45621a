# attribute: optimizer=adam
# no attribute: optimizer=sgd
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
parser.add_argument("--lr", type=float, default=1e-3)
args = parser.parse_args()
solver = torch.optim.Adam([], lr=args.lr)
solver.step()
