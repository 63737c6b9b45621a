# attribute: architecture=prototypical-network
# attribute: architecture=cnn
from torch import nn


class Convnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.Flatten())


class PrototypicalNetwork(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder


model = PrototypicalNetwork(Convnet())
