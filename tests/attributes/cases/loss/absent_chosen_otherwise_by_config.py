# attribute: loss=negative-log-likelihood
# no attribute: loss=huber
# module losses.py: import torch.nn.functional as F
# module losses.py: def measure(output, target):
# module losses.py:     return F.nll_loss(output, target)
# module losses.py: def other(output, target):
# module losses.py:     return F.smooth_l1_loss(output, target)
# text config.json: {
# text config.json:     "loss": "measure"
# text config.json: }
import json

import torch

import losses

settings = json.load(open("config.json"))
measure = getattr(losses, settings["loss"])
model = torch.nn.Linear(8, 2)
