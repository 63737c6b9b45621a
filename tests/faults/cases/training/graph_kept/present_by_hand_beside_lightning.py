import torch
from lightning.fabric import Fabric
from torch import nn


def validate(model, val_loader):
    model.eval()
    for x, y in val_loader:
        print(nn.functional.mse_loss(model(x), y))  # fault: ACU325
