import torch
from lightning.pytorch import LightningModule


class Net(LightningModule):
    def training_step(self, batch, index):
        log, out = self.step(batch, index)
        return log

    def step(self, batch, index):
        return {"loss": torch.zeros(1)}, batch
