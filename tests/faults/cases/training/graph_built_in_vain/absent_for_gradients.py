"""Gradients are asked for, switched off here or by the caller, or what is kept has none."""

import torch


class Layers(torch.nn.Module):
    def forward(self, x):
        found = []
        for layer in self.layers:
            x = layer(x)
            found.append(x)
        return found


def saliency(model, x):
    model.eval()
    x.requires_grad_()
    model(x).max().backward()
    return x.grad


def outer(model, batches):
    with torch.no_grad():
        return inner(model, batches)


def inner(model, batches):
    model.eval()
    return [model(x) for x in batches]


@torch.no_grad()
def decorated(model, batches):
    model.eval()
    return [model(x) for x in batches]


def numbers(model, batches):
    found = []
    for x in batches:
        score = model(x)
        found.append(score.item())
    return found


def rollout(model, states):
    values = []
    for state in states:
        value = model(state)
        values.append(value)
    torch.stack(values).sum().backward()
