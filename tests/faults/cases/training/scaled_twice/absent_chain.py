import torch
from torchvision import transforms

steps = transforms.Compose([transforms.PILToTensor(), transforms.Lambda(lambda x: x / 255.0)])
more = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x * 2 - 1)])


def scale(image, other):
    image = image / 255.0 + other / 255.0
    return torch.tensor(image)
