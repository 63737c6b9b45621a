from torch.utils.data import DataLoader, random_split

train_set, test_set = random_split(everything, [900, 100])
train_loader = DataLoader(train_set, batch_size=32)  # unknown: ACU317
train_rays = DataLoader(train_images, batch_size=None)  # unknown: ACU317
for x, y in train_loader:
    criterion(model(x), y).backward()
