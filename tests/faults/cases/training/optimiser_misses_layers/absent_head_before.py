import torch
import torchvision
from torch import nn

model = torchvision.models.resnet18()
model.fc = nn.Linear(512, 10)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
model = nn.DataParallel(model)
model.fc.weight = other
