import torch


def batch(encoded, device):
    return {
        key: torch.tensor(values).to(device)
        for key, values in encoded.items()
    }


def slices(x, device):
    return x[
        1: torch.tensor(2).to(device)
    ]
