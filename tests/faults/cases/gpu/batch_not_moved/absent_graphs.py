import dgl
import torch

loader = dgl.dataloading.DataLoader(graph, ids, sampler, device=device)
model = model.to(device)
for nodes, seeds, blocks in loader:
    loss = criterion(model(blocks), seeds)
    loss.backward()
