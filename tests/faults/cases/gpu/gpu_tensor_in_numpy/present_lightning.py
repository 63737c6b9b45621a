import pytorch_lightning as pl
import torch


class Net(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(8, 2)

    def validation_step(self, batch, index):
        return batch["labels"].detach().numpy()  # fault: ACU404

    def collate(self, batch):
        return batch["labels"].numpy()


trainer = pl.Trainer(accelerator="gpu", devices=1)
trainer.fit(Net())
