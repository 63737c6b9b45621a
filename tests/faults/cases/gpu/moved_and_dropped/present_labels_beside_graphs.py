import dgl
import torch

for graph, labels in loader:
    graph.to("cuda")
    labels.to("cuda")  # fault: ACU402
    net(graph, labels)
