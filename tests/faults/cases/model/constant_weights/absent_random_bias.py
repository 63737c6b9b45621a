from torch import nn


def start(layer):
    name = layer.__class__.__name__
    if name.find("Linear") != -1 or name.find("Conv") != -1:
        nn.init.constant_(layer.weight, 0)  # unknown: ACU118
        nn.init.normal_(layer.bias, 0, 0.01)


model = nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2))
model.apply(start)
