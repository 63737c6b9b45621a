import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.2), nn.ReLU(), nn.Linear(8, 2))
for x, y in train_loader:
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()


@torch.inference_mode()
def evaluate(x):
    return model(x)  # fault: ACU324


def test(x):
    with torch.no_grad():
        return model(x)  # fault: ACU324
