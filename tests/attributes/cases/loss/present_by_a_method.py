# attribute: loss=hinge
# no attribute: loss=triplet
# module judging.py: import torch
# module judging.py: class Judge(torch.nn.Module):
# module judging.py:     def __init__(self):
# module judging.py:         self.judge = self._hinge_loss
# module judging.py:     def forward(self, score):
# module judging.py:         return self.judge(score)
# module judging.py:     def _hinge_loss(self, score):
# module judging.py:         return -torch.mean(torch.min(score - 1, score * 0))
# module judging.py: class Other(torch.nn.Module):
# module judging.py:     def triplet_loss(self, score):
# module judging.py:         return score
import torch

from judging import Judge

judge = Judge()
judge(torch.nn.Linear(2, 1)(torch.zeros(3, 2))).backward()
