"""The program is written for a GPU and says so."""

import torch


def main(model, path):
    model.cuda()
    model.load_state_dict(torch.load(path))  # unknown: ACU414
    return model
