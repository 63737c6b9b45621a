from torch import nn


def flat(*parts):
    layers = []
    for part in parts:
        if isinstance(part, nn.Sequential):
            for layer in part.children():
                layers.append(layer)
        else:
            layers.append(part)
    return nn.Sequential(*layers)


def block(inside, outside, kinds):
    layers = []
    for kind in kinds:
        if kind == "C":
            layers.append(nn.Conv2d(inside, outside, 3, padding=1))
        elif kind == "R":
            layers.append(nn.ReLU())
    return flat(*layers)


def tail(inside=64, outside=64, kinds="2R"):
    first = block(inside, outside, kinds.translate({}))
    second = block(outside, outside, kinds.replace("2", "C"))
    return flat(first, second)


model = tail()
loss(model(x), y).backward()
