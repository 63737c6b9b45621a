# no attribute: dataset=synthetic
import h5py
import numpy as np
import torch
from torch import nn


def sample_batch(images):
    return images[np.random.randint(0, len(images), 16)]


images = np.array(h5py.File("pictures.h5")["images"])
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batch = sample_batch(images)
