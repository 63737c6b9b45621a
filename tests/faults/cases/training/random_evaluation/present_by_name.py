from torchvision import transforms

from pipelines import make

train_transform, val_transform = make(True), make(False)
train_transform = make(True)
val_transform = make(False)
train_set = Images("train", transform=train_transform)
val_set = Images("val", transform=train_transform)  # fault: ACU329
test_set = Images("test", transform=val_transform)
