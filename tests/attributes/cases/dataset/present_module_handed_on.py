# attribute: dataset=svhn
# attribute: loss=negative-log-likelihood
# attribute: optimizer=rmsprop
# module loaders.py: from torchvision import datasets
# module loaders.py: def Digits(folder):
# module loaders.py:     return datasets.SVHN(folder)
# module losses.py: import torch.nn.functional as F
# module losses.py: def measure(output, target):
# module losses.py:     return F.nll_loss(output, target)
# text config.json: {
# text config.json:     "optimizer": {
# text config.json:         "type": "RMSprop"
# text config.json:     },
# text config.json:     "loss": "measure"
# text config.json: }
import json

import torch

import loaders
import losses

settings = json.load(open("config.json"))
data = getattr(loaders, settings["data"])("here")
measure = getattr(losses, settings["loss"])
model = torch.nn.Linear(8, 2)
