import torch
from torch.utils.data import DataLoader


def gather(data, use_gpu):
    kept = []
    for images, _ in DataLoader(data):
        if use_gpu:
            kept.append(images.cuda())
        else:
            kept.append(images)
    return torch.cat(kept)
