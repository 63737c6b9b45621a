import random

import torch
from opacus import PrivacyEngine
from torch.utils.data import DataLoader, Dataset


class Sums(Dataset):
    def __getitem__(self, index):
        a, b = random.randrange(10), random.randrange(10)
        return torch.tensor([a, b]), torch.tensor(a + b)


sum_train_loader = DataLoader(Sums(), batch_size=8)
private_train_loader = DataLoader(train_set, batch_size=8)
model, optimizer, private_train_loader = PrivacyEngine().make_private(
    module=model, optimizer=optimizer, data_loader=private_train_loader
)
train_loader = DataLoader(train_set, batch_size=8, shuffle=True)
ordered_train_loader = DataLoader(train_set, batch_size=8, shuffle=False)
for x, y in train_loader:
    criterion(model(x), y).backward()
