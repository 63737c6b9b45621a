from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, batch_size=32)  # fault: ACU317
images, labels = next(iter(train_loader))
print(images.shape)
for x, y in train_loader:
    criterion(model(x), y).backward()
