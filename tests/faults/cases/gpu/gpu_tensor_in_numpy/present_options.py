import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--device", default="cuda:0")
args = parser.parse_args()


def predict(model, loader):
    rows = []
    for x, _ in loader:
        out = model(x.to(args.device))
        rows.append(out.argmax(1).numpy())  # fault: ACU404
    return rows


def main(loader):
    model = torch.nn.Linear(8, 2)
    model = model.to(args.device)
    return predict(model, loader)
