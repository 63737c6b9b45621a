"""Held-out data under a library that runs the evaluation: it may switch gradients off."""

import skorch
import torch

for x, y in train_loader:
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
for x, y in test_loader:
    output = model(x)  # unknown: ACU325
    correct += (output.argmax(1) == y).sum().item()
