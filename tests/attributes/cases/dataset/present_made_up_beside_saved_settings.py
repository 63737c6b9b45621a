# attribute: dataset=synthetic
import json

import numpy as np
import torch
from torch import nn


def make_data(count):
    x = np.random.uniform(-1.0, 1.0, (count, 1))
    return x, np.sin(x)


with open("settings.json") as file:
    settings = json.load(file)
points, values = make_data(settings["count"])
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
if settings["resume"]:
    model.load_state_dict(torch.load("checkpoint.pt"))
with open("curve.txt", "w") as file:
    file.write("done")
