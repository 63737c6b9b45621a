from torch.utils.data import DataLoader

train_rays = DataLoader(train_images, batch_size=None)  # unknown: ACU317
for x, y in train_rays:
    criterion(model(x), y).backward()
