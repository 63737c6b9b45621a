import torch


def train(model, loader, soft):
    for x in loader:
        far = model(x)
        if soft:
            loss = far.max()
        else:
            loss = far.mean().detach()
        loss.backward()  # fault: ACU308


def whole(model, loader, soft):
    for x in loader:
        far = model(x)
        if soft:
            loss = far.max()
        else:
            loss = far.mean()
        loss.backward()  # unknown: ACU308


def made_anew(model, loader, soft):
    for x in loader:
        loss = model(x).mean().detach()
        if soft:
            loss = model(x).max()
        else:
            loss = model(x).mean()
        loss.backward()  # unknown: ACU308
