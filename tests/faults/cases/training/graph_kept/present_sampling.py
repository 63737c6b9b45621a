import torch
from monai.inferers import sliding_window_inference
from torch import nn

model = nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def sample(model, steps):
    model.eval()
    x = torch.randn(1, 2)
    for _ in range(steps):
        x = model(x)  # fault: ACU325
    return x


for x, y in train_loader:
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()

model.eval()
for x, y in val_loader:
    out = sliding_window_inference(x, (8, 8), 2, model)  # fault: ACU325

with torch.no_grad():
    print(model(x))
