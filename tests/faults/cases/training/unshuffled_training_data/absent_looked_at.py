import torch
from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, batch_size=32, shuffle=True)  # clean: ACU317
for x, y in train_loader:
    criterion(model(x), y).backward()

train_order = DataLoader(train_set, batch_size=8, shuffle=False)  # unknown: ACU317
images, labels = next(iter(train_order))
print(model(images).argmax(1), labels)
