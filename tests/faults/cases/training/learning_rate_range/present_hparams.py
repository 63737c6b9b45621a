import argparse

import pytorch_lightning as pl
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr", default=2.0, type=float)


class Net(pl.LightningModule):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)  # fault: ACU301
