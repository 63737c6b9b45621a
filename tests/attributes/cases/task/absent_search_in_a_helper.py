# no attribute: task=hyperparameter-tuning
# module tools.py: import optuna
# module tools.py: def look():
# module tools.py:     return optuna.create_study()
import torch

import tools

model = torch.nn.Linear(2, 2)
tools.look()
