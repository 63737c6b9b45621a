# attribute: hardware=multi-gpu
import torch
from torch import nn

model = nn.DataParallel(nn.Linear(1, 1)).cuda()
