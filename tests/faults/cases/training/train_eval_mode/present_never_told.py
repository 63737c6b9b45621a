import torch
from torch import nn
from transformers import AutoModel

network = AutoModel.from_pretrained("small")
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)


@torch.no_grad()
def estimate(batches):
    return sum(network(x).loss for x in batches)  # fault: ACU324


network.train()
for step, x in enumerate(batches):
    optimizer.zero_grad()
    network(x).loss.backward()
    optimizer.step()
    if step % 100 == 0:
        print(estimate(batches))
