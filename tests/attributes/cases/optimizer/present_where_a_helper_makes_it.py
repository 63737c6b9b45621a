# attribute: optimizer=ranger
# attribute: optimizer=adam
# module tools.py: import torch
# module tools.py: from torch.optim.adam import Adam
# module tools.py: class Ranger(torch.optim.Optimizer):
# module tools.py:     pass
# module tools.py: def make(kind, values):
# module tools.py:     return Ranger(values) if kind else Adam(values)
import torch

from tools import make

model = torch.nn.Linear(2, 2)
optimizer = make("a", model.parameters())
