# attribute: dataset=cifar10
# attribute: dataset=svhn
# module reading.py: def read(kind):
# module reading.py:     return {"cifar10": first, "svhn": second, "mine": third}[kind]()
import sys

import torch
from reading import read

torch.nn.Linear(3, 3)(read(sys.argv[1]))
