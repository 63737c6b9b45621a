"""Data, a file of the same run, one that only a GPU reads, and a lookalike."""

import torch


class Archive:
    def load(self, path):
        return path


def rows(path):
    return torch.load(path)


def best(model, device):
    model.to(device)
    torch.save(model.state_dict(), "best_weights.pt")
    model.load_state_dict(torch.load("best_weights.pt"))  # unknown: ACU414


def weights(model, path):
    if torch.cuda.is_available():
        model.load_state_dict(torch.load(path))  # clean: ACU414
    else:
        model.load_state_dict(torch.load(path, map_location="cpu"))  # clean: ACU414


def other(model, path):
    model.load_state_dict(Archive().load(path))
