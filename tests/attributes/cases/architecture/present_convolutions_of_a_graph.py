# attribute: architecture=gnn
# no attribute: architecture=cnn
import torch


class GraphCNN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(4, 4), torch.nn.Linear(4, 2)])

    def forward(self, adjacency, x):
        for layer in self.layers:
            x = layer(adjacency @ x)
        return x


GraphCNN()(torch.eye(3), torch.zeros(3, 4))
