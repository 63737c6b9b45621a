import pytorch_lightning as pl
import torch
from tqdm import tqdm, trange

EPOCHS = 1
for epoch in range(EPOCHS):  # fault: ACU306
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
for epoch in trange(1):  # fault: ACU306
    train_epoch(net)
for epoch in tqdm(range(1, 2), desc="epochs"):  # fault: ACU306
    train_epoch(net)
trainer = pl.Trainer(max_epochs=1)  # fault: ACU306
