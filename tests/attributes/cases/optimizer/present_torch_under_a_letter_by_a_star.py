# attribute: optimizer=adam
# module layers.py: import torch as t
from layers import *

model = t.nn.Linear(4, 2)
optimizer = t.optim.Adam(model.parameters())
