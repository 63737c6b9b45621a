from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, batch_size=len(train_set))
for x, y in train_loader:
    loss(x, y).backward()
