import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)


def train(epoch):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(features)[known], labels[known]).backward()
    optimizer.step()
    if not args.fast:
        model.eval()
        print(nn.functional.cross_entropy(model(features)[rest], labels[rest]))


for epoch in range(100):
    train(epoch)  # fault: ACU324
