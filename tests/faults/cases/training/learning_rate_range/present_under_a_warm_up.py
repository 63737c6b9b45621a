import argparse

import torch
from torch.optim.lr_scheduler import LambdaLR

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=30.0)
args = parser.parse_args()

if args.plain:
    optimizer = torch.optim.SGD(net.parameters(), lr=args.lr)  # fault: ACU301
else:
    optimizer = torch.optim.Adam(net.parameters(), lr=args.lr)  # fault: ACU301
schedule = LambdaLR(optimizer, lambda step: min(1.0, step / 100))
sparse = torch.optim.Adagrad(net.parameters(), lr=100.0)  # fault: ACU301
