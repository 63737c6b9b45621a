"""Indices may stay, a choice by device is a choice, and elements are copied wherever they are."""

import torch


def picked(scores, device):
    scores = scores.to(device)
    order = torch.arange(4)
    return scores[:, order].mean()


def weights(targets, device):
    targets = targets.to(device)
    if torch.cuda.is_available():
        factor = torch.ones(targets.shape).cuda()
    else:
        factor = torch.ones(targets.shape)
    return factor * targets


def table(net, batches, device):
    found = torch.zeros(len(batches), 2)
    for number, batch in enumerate(batches):
        given = net(batch.to(device))
        found[number] = given.mean(0)
    return found
