import torch


def train(model, loader, device, path):
    model.to(device)
    for _ in loader:
        torch.save(model.state_dict(), path)
    model.load_state_dict(torch.load(path))


def load_best(model, device):
    model.to(device)
    model.load_state_dict(torch.load("best_one.pt"))


def keep(model):
    torch.save(model.state_dict(), "best_one.pt")
