# no attribute: optimizer=adam
import torch


def slow_down(optimizer):
    if isinstance(optimizer, torch.optim.Adam):
        print("slower")
