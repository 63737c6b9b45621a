import argparse
import os

import torch


def snapshot(folder, name, state):
    path = os.path.join(folder, name + "-model_best.pth")
    torch.save(state, path)


parser = argparse.ArgumentParser()
parser.add_argument("--folder")
args = parser.parse_args()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(8, 2).to(device)
for epoch in range(3):
    snapshot(args.folder, "run", {"state": model.state_dict()})
kept = torch.load(os.path.join(args.folder, "run" + "-model_best.pth"))  # unknown: ACU409
model.load_state_dict(kept["state"])
