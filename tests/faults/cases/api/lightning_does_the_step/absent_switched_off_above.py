import pytorch_lightning as pl
import torch


class ByHand(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False


class Gan(ByHand):
    def training_step(self, batch, index):
        optimizer = self.optimizers()
        optimizer.zero_grad()
        self(batch).mean().backward()
        optimizer.step()


class Meta(pl.LightningModule):
    def training_step(self, batch, index):
        inner = torch.optim.SGD(self.copy.parameters(), lr=0.1)
        inner.zero_grad()
        self.copy(batch).mean().backward()
        inner.step()
        return self(batch).mean()
