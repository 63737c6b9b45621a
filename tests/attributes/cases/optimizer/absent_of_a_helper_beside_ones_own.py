# attribute: optimizer=adamw
# no attribute: optimizer=lbfgs
# module tools.py: import torch
# module tools.py: def fit_tail(values):
# module tools.py:     return torch.optim.LBFGS(values)
import torch

from tools import fit_tail

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.AdamW(model.parameters())
fit_tail([1])
