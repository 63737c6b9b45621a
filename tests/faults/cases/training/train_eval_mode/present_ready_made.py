import torch
from torchvision import models

model = models.resnet18(weights=None)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in train_loader:
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
with torch.no_grad():
    for x, y in test_loader:
        print(model(x))  # fault: ACU324
