# no attribute: optimizer=adamw
# module agents.py: import torch
# module agents.py: class Agent:
# module agents.py:     def __init__(self, net):
# module agents.py:         self.optimizer = torch.optim.AdamW(net.parameters())
import sys

import torch
from agents import Agent

agent = getattr(sys.modules["elsewhere"], sys.argv[1])(torch.nn.Linear(3, 3))
