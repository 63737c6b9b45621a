import torch


def judge(model, loader, device, g):
    for inputs, blocks in loader:
        blocks = [g.to(device) for g in blocks]
        print(model(blocks, inputs.to(device)))
