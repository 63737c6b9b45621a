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
            self.norm = nn.BatchNorm2d(33)  # fault: ACU111
        self.block = nn.Sequential(nn.Conv2d(64, 48, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        self.after = nn.Sequential(
            nn.Conv2d(49, 48, 3),  # fault: ACU111
            nn.ReLU(),
        )
        self.head = nn.Linear(48 * 5 * 5 + 2, 10)  # fault: ACU111
        self.rows = nn.Linear(100, 7)  # fault: ACU111
        self.messages = MessagePassing(
            nn.Sequential(
                nn.Linear(8, 16),
                nn.ReLU(),
                nn.Linear(17, 16),  # fault: ACU111
            )
        )

    def sample(self, images):
        x = F.relu(self.norm(self.stem(images)))
        pooled = self.block(self.encoder(x))
        pooled = self.after(pooled)
        flat = pooled.view(pooled.size(0), -1)
        return self.head(F.dropout(flat, 0.5, self.training))

    def rate(self, images):
        x = self.encoder(images)
        x = x.view(-1, 128)
        return self.rows(x)


model = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])(Sampler(True))
torch.save(model.state_dict(), "model.pt")
