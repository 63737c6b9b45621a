# attribute: layer=conv2d
# attribute: layer=dropout
# no attribute: layer=lstm-layer
import torch.nn as nn

net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Dropout(0.5))
