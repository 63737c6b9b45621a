# attribute: framework=pytorch
# attribute: framework=lightning
# no attribute: framework=tensorflow
import pytorch_lightning as pl
import torch


class Model(pl.LightningModule):
    def training_step(self, batch, index):
        return torch.zeros(())


pl.Trainer(max_epochs=1).fit(Model())
