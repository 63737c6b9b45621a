import torch
import torchvision
from torch.utils.checkpoint import checkpoint


def run(path, x):
    model = torchvision.models.resnet18(True)  # fault: ACU520
    other = torchvision.models.resnet18(pretrained=True)  # fault: ACU520
    state = torch.load(path, map_location="cpu")  # fault: ACU520
    return checkpoint(model, x), other, torch.ger(x, x), state  # fault: ACU520
