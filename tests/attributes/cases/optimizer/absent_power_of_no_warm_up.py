# attribute: optimizer=adam
# no attribute: optimizer=noam
import torch

distance = torch.rand(4)
force = distance**-2.5 + distance**1.5
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.Adam(model.parameters())
