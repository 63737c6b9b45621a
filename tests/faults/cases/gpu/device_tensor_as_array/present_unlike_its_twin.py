"""Another read of the same function says that the tensor is not in main memory."""

import numpy as np
import torch


def save(tensor, name, cuda=False):
    if cuda:
        image = tensor.clone().clamp(0, 255).numpy()  # fault: ACU413
    else:
        image = tensor.clone().clamp(0, 255).numpy()
    np.save(name, image)


def score(net, batch, wanted, kept):
    found = net(batch)
    hits = (found == wanted) * 1.0
    whole = torch.sum(hits)
    part = torch.sum(hits) / hits.shape[0]
    kept.append(whole.cpu().numpy())
    kept.append(part.numpy())  # fault: ACU413


def look(device, batch):
    model = torch.nn.Linear(4, 2).to(device)
    batch = batch.to(device)
    return model(batch).reshape(-1).numpy()  # fault: ACU413
