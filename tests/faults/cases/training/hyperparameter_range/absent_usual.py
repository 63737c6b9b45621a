import torch
from mylib import Dropout
from torch import nn

nn.Dropout(0.5)
nn.Dropout()
nn.Dropout(p=drop)
Dropout(0.9)
torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
