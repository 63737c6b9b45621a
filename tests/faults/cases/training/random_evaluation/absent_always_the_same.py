import torch
from torchvision import datasets, transforms

turn = transforms.Compose(
    [
        transforms.RandomRotation((90, 90)),
        transforms.RandomVerticalFlip(p=1),
        transforms.RandomHorizontalFlip(1.0),
        transforms.ToTensor(),
    ]
)
train_set = datasets.EMNIST("d", split="letters", train=True, transform=turn)
test_set = datasets.EMNIST("d", split="letters", train=False, transform=turn)
