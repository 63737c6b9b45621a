# attribute: training-style=mixed-precision
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--kind", default="float32")
if parser.parse_args().kind == "float16":
    dtype = torch.float16
model = torch.nn.Linear(1, 1).to(dtype=dtype)
model(torch.ones(1)).sum().backward()
