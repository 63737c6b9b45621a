# attribute: dataset=cifar100
# module settings_of.py: class Run:
# module settings_of.py:     dataset: str = field(default="cifar100", metadata={})
import torch
from settings_of import Run

torch.nn.Linear(3, 3)(Run().dataset)
