# no attribute: dataset=synthetic
import argparse

import torch

from elsewhere import rows

parser = argparse.ArgumentParser()
parser.add_argument("--place")
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for row in rows(parser.parse_args().place):
    optimizer.zero_grad()
    model(torch.as_tensor(row)).sum().backward()
    optimizer.step()
