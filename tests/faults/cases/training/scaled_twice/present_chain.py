import torch
from torchvision import transforms

steps = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x / 255.0)])  # fault: ACU318


def scale(image):
    image = image / 255.0 / 255.0  # fault: ACU318
    return torch.tensor(image)
