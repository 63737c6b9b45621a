# attribute: optimizer=adam
# attribute: optimizer=sgd
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
args = parser.parse_args()
if args.optimizer != "adam":
    raise SystemExit
torch.optim.Adam([], lr=1e-3).step()
