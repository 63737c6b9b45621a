# attribute: loss=mean-absolute-error
# module choosing.py: from trainer import Trainer as OnePassTrainer
# module choosing.py: def choose(kind):
# module choosing.py:     if kind == "one":
# module choosing.py:         return OnePassTrainer
# module trainer.py: import torch
# module trainer.py: class Trainer:
# module trainer.py:     def __init__(self):
# module trainer.py:         self.judge = torch.nn.L1Loss()
# module trainer.py:     def run(self, model, x, y):
# module trainer.py:         self.judge(model(x), y).backward()
import torch

from choosing import choose

model = torch.nn.Linear(2, 2)
trainer = choose("one")()
trainer.run(model, torch.zeros(2, 2), torch.ones(2, 2))
