import torch
from torch import nn
from torch.nn import functional as F


class Net(nn.Module):
    def __init__(self, channels, actions, dueling):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 32, 8, stride=4)
        self.conv2 = nn.Conv2d(32, 64, 4, stride=2)
        self.fc1 = nn.Linear(7 * 7 * 64 + 2, 512)  # fault: ACU110
        self.fc2 = nn.Linear(512, actions)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))


class Pooled(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 96, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.head = nn.Sequential(nn.Dropout(0.5), nn.Linear(100, classes))  # fault: ACU110

    def forward(self, x):
        x = torch.flatten(self.body(x), 1)
        return self.head(x)
