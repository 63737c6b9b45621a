import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 2), nn.Dropout(0.5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(10):
    for x, y in train_loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    if epoch % 5 == 0:
        model.eval()  # fault: ACU324
        with torch.no_grad():
            for x, y in val_loader:
                print(model(x))
