# attribute: framework=lightning
# attribute: framework=pytorch
import pytorch_lightning as pl

from parts import Net

trainer = pl.Trainer(max_epochs=3)
trainer.fit(Net())
