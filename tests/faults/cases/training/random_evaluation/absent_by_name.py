from torchvision import transforms

from pipelines import make

train_transform = make(True)
train_set = Images("train", transform=train_transform)
val_set = Images("val", transform=train_transform)
