import torch
import torchvision
from torch.utils.checkpoint import checkpoint

from tools import qr, resnet18


def run(path, x, options):
    model = torchvision.models.resnet18(weights="DEFAULT")
    other = resnet18(pretrained=True)
    state = torch.load(path, map_location="cpu", weights_only=True)
    more = torch.load(path, **options)
    with torch.amp.autocast("cuda"):
        return checkpoint(model, x, use_reentrant=False), other, qr(x), state, more
