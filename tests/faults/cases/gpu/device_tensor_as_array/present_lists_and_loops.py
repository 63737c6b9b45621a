"""Tensors of the device reach numpy() through lists, loops and networks."""

import torch as t


def gather(parts, size):
    held = []
    for _ in range(size):
        held.append(t.ByteTensor(size=(8,)).to("cuda"))
    t.distributed.all_gather(held, parts)
    return [one.numpy() for one in held]


def impute(net, batches, args):
    indices = []
    for batch in batches:
        index, x = map(lambda one: one.to(args.device), batch)
        indices.append(index)
        print(net(x).shape)
    indices = t.cat(indices)
    return indices.numpy().reshape(-1)  # fault: ACU413
