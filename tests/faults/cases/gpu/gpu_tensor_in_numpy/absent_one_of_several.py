import numpy as np
import torch

device = torch.device("cuda")
net = Net().to(device)
for x in loader:
    x = x.to(device)
    loss, accuracies = net(x)
    loss.backward()
    total = np.array(accuracies)  # unknown: ACU404
