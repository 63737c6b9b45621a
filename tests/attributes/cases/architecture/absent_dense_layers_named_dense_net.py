# no attribute: architecture=densenet
# attribute: architecture=mlp
from torch import nn


class SimpleDenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


net = SimpleDenseNet()
