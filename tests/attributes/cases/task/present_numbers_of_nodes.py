# no attribute: task=node-classification
# attribute: task=node-regression
import torch
from torch_geometric.nn import GCNConv

layer = GCNConv(8, 1)
loss = torch.nn.MSELoss()
