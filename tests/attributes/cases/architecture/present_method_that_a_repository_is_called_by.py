# repository: someone/prototypical-networks
# attribute: architecture=prototypical-network
from torch import nn

encoder = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU())
encoder(pictures).mean().backward()
