import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return self.fc(x)


def extract_features(model, loader):
    model.eval()
    kept = []
    for x, y in loader:
        kept.append(model(x).cpu().numpy())
    return kept


model = Net()
model.load_state_dict(torch.load("w.pt", map_location="cpu"))
for p in model.parameters():
    p.requires_grad = False
extract_features(model, loader)
