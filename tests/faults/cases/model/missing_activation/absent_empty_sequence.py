from collections import OrderedDict

from torch import nn

empty = nn.Sequential(OrderedDict())
beside = nn.Sequential(OrderedDict(), nn.Linear(8, 4))
