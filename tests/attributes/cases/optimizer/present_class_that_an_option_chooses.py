# path: train.py
# attribute: optimizer=sgd
# attribute: optimizer=adabound
# module steps.py: import torch
# module steps.py: class AdaBound(torch.optim.Optimizer):
# module steps.py:     pass
# module steps.py: def make(parameters, opt_type):
# module steps.py:     if opt_type == "sgd":
# module steps.py:         return torch.optim.SGD(parameters, lr=0.1)
# module steps.py:     elif opt_type == "adabound":
# module steps.py:         return AdaBound(parameters)
import torch
from steps import make

optimizer = make(torch.nn.Linear(4, 2).parameters(), "sgd")
