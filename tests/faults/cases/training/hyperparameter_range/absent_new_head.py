import torch
from torch import nn


def fine_tuned(model, classes):
    model.load_state_dict(torch.load("weights.pth", map_location="cpu"))
    features = model.module.classifier[1].in_features
    model.module.classifier = nn.Sequential(
        nn.Dropout(0.9),  # unknown: ACU302
        nn.Linear(features, classes),
    )
    return model
