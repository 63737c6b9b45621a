import pytorch_lightning as pl
from torch import nn


class Task(pl.LightningModule):
    def __init__(self, net, rate):
        self.net = net  # fault: ACU120
        self.rate = rate

    def training_step(self, batch, index):
        return self.net(batch).mean() * self.rate


class Scaled(nn.Module):
    def forward(self, x):
        return x * self.size


class Head(Scaled):
    def __init__(self, size):
        self.size = size  # fault: ACU120
        weights = make(size)
        maml_init_(weights)
