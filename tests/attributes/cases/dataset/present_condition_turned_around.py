# attribute: dataset=imagenet
# attribute: dataset=svhn
# module reading.py: def read(options):
# module reading.py:     if "imagenet" in options.dataset:
# module reading.py:         return first(options)
# module reading.py:     elif options.data.dataset.lower().startswith("svhn"):
# module reading.py:         return second(options)
import torch
from options import parse
from reading import read

torch.nn.Linear(3, 3)(read(parse()))
