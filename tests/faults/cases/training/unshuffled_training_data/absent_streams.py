import torch
from torch.utils.data import DataLoader


class Rows(torch.utils.data.Dataset):
    def __getitem__(self, index):
        return next(self.rows)


class Module:
    def train_dataloader(self):
        return DataLoader(Rows("train"), batch_size=8)

    def val_dataloader(self):
        train_dataset = load("validation")
        return DataLoader(train_dataset, batch_size=8)


for x, y in Module().train_dataloader():
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
