import torch_geometric
from torch import nn

drop = nn.Dropout(0.8)
