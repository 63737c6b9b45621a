import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    for phase in ["train", "valid"]:
        if phase == "valid":
            model.eval()  # fault: ACU324
        for x, y in loaders[phase]:
            optimizer.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                loss = nn.functional.mse_loss(model(x), y)
                if phase == "train":
                    loss.backward()
                    optimizer.step()
