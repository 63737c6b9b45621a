# no attribute: architecture=lstm
# attribute: architecture=mlp
# module tools.py: from cells import CellOfLSTM
# module tools.py: def reset(model):
# module tools.py:     return any(isinstance(list(part.children())[0], CellOfLSTM) for part in model)
# module cells.py: import torch
# module cells.py: class CellOfLSTM(torch.nn.LSTM):
# module cells.py:     pass
import torch

from tools import reset

model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
reset(model)
