from torch.utils.data import DataLoader
from torchvision import datasets


def load(folder, phase):
    data = datasets.ImageFolder(folder)
    if phase == "train":
        train_loader = DataLoader(data, batch_size=32, shuffle=True)
        return train_loader
    else:
        test_loader = DataLoader(data, batch_size=32, shuffle=False)
        return test_loader
