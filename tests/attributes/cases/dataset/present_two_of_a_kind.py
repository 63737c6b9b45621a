# attribute: dataset=cora
# attribute: dataset=reddit
# module reading.py: def read(kind):
# module reading.py:     if kind == "cora":
# module reading.py:         return first(kind)
# module reading.py:     elif kind == "reddit":
# module reading.py:         return second(kind)
import sys

import torch
from reading import read

graph = read(sys.argv[1])
torch.nn.Linear(3, 3)(graph)
