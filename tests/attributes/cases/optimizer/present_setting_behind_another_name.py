# path: train.py
# module config/__init__.py: from .defaults import _C as cfg
# module config/defaults.py: _C = Node()
# module config/defaults.py: _C.optimizer_name = "SGD"
# attribute: optimizer=sgd
# no attribute: optimizer=adam
import torch
from config import cfg

print(torch.ones(1), cfg.optimizer_name)
