import argparse

import torch


def get_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr-max", default=1e-12, type=float)
    return parser.parse_args()


given = get_options()
optimizer = torch.optim.Adam(net.parameters(), lr=given.lr_max)  # fault: ACU301
