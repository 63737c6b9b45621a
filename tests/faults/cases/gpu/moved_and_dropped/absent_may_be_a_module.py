"""Called, trained or asked for its weights: what moves in place, or an object of another kind."""

import torch


def prepare(head, batch, device):
    head.to(device)
    size = head.weight.shape
    batch.to(device)
    return batch["input_ids"].view(-1), size


def run(part, device, x):
    part.to(device)
    return part(x)


class Parcel:
    pass


def send(device):
    parcel = Parcel()
    parcel.to(device)
    return torch.tensor(parcel.shape)
