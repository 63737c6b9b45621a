import torch
from opacus import PrivacyEngine

optimizer = torch.optim.SGD(net.parameters(), lr=2.0)
net, optimizer, loader = PrivacyEngine().make_private(
    module=net, optimizer=optimizer, data_loader=loader
)
