import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import CrossEntropyLoss as CE
from torch.utils.data import DataLoader
from torchvision import datasets


def floats(net, device):
    loader = DataLoader(datasets.MNIST("data"), batch_size=8, shuffle=True)
    criterion = CE()
    for images, labels in loader:
        labels = labels.to(device).float()
        images = images.to(device)
        loss = criterion(net(images), labels)  # fault: ACU207
        loss.backward()


def kinds(scores, numbers):
    F.cross_entropy(scores, torch.tensor([0.0, 1.0, 2.0]))  # fault: ACU207
    F.cross_entropy(scores, torch.FloatTensor(np.array([0, 1, 2])))  # fault: ACU207
    F.cross_entropy(scores, F.one_hot(numbers, 3))  # fault: ACU207
    nn.functional.nll_loss(scores, F.one_hot(numbers, 3).float())  # fault: ACU207
    F.cross_entropy(scores, numbers.view(-1, 1))  # fault: ACU207
    F.cross_entropy(scores, torch.zeros(8).int())  # fault: ACU207


class Trainer:
    def __init__(self):
        self.criterion = nn.BCEWithLogitsLoss()

    def step(self, scores, y):
        return self.criterion(scores, y.long())  # fault: ACU207
