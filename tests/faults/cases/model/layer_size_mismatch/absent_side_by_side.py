import importlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from other_library import Encoder, MessagePassing


class Sampler(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.encoder = Encoder(wide)
        if wide:
            self.stem = nn.Conv2d(3, 64, 3)
            self.norm = nn.BatchNorm2d(64)
        else:
            self.stem = nn.Conv2d(1, 32, 3)
            self.norm = nn.BatchNorm2d(32)
        self.late = nn.Conv2d(64, 16, 3)
        self.tail = nn.Conv2d(48, 16, 3)
        self.down = nn.Conv2d(32, 8, 3)
        self.up = nn.Conv2d(9, 8, 3)
        self.shuffled = nn.Sequential(nn.Conv2d(8, 32, 3), nn.PixelShuffle(2), nn.Conv2d(8, 3, 3))
        self.head = nn.Linear(16 * 5 * 5, 10)
        self.messages = MessagePassing(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4)))

    def sample(self, images, other):
        x = F.relu(self.norm(self.stem(images)))
        y = self.late(x)
        if other is not None:
            y = torch.cat([y, other], dim=1)
        z = self.tail(y)  # what was joined on the way is not known
        z = z.view(z.size(0), -1)
        return self.head(z)

    def another(self, x):
        x = self.down(x)
        x = torch.cat((x, x.mean(1, keepdim=True)), 1)
        return self.up(x)


class Changed(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Encoder(True)
        self.first = nn.Linear(8, 16)
        self.second = nn.Linear(32, 4)

    def rate(self, x):
        return self.second(torch.relu(self.first(self.backbone(x))))


changed = Changed()
changed.first = nn.Linear(8, 32)
model = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])(Sampler(True))
