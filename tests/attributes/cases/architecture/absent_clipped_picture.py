# no attribute: architecture=ppo
import torch


def shrink(picture, ratio):
    return torch.clamp(picture * ratio, 0, 1)


print(shrink(1, 2))
